"""Which hellos with the extension may hide a name: by config and public name, by hidden DNS, by keys that a client was given."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stages.encrypted_hellos import ech_records, may_hide
from harness.tables.dns_services import DNS_SERVICES
from harness.tables.names import NAMES
from harness.tables.parts import Whole
from tests.support.examples import COSTLY

PHONE, TABLET = "192.168.1.20", "192.168.1.21"
EDGE, OTHER = "198.51.100.7", "203.0.113.9"
SECRET = {"owner": "secret.example", "target": "secret.example"}
KEYED = {"ech": True, "ech_config_ids": [7], "ech_public_names": ["public.example"]}
UNREAD = {"ech": True}
PLAIN = {"owner": "site.example", "target": "site.example"}


def record(**given: Any) -> dict[str, Any]:
    return {
        "vantage": "app", "client_ip": PHONE, "priority": 1, "ech": False, "ech_config_ids": [], "ech_public_names": [],
    } | given  # fmt: skip


def answer(name: str, address: str, source: str = "dns") -> dict[str, Any]:
    return {"vantage": "app", "name": name, "server_ip": address, "source": source}


def hello(flow_id: int = 0, **given: Any) -> dict[str, Any]:
    return {
        "flow_id": flow_id, "vantage": "app", "client_ip": PHONE, "server_ip": EDGE, "sni": "site.example",
        "ech_config_id": 200,
    } | given  # fmt: skip


def table(rows: list[dict[str, Any]], schema: pl.Schema) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema)


HELLO_COLUMNS = pl.Schema(
    {
        "flow_id": pl.UInt64, "vantage": pl.String, "client_ip": pl.String, "server_ip": pl.String, "sni": pl.String,
        "ech_config_id": pl.UInt8,
    }
)  # fmt: skip


def found(
    hellos: list[dict[str, Any]],
    services: list[dict[str, Any]],
    names: list[dict[str, Any]] = (),  # type: ignore[assignment]
    unseen: tuple[str, ...] = (),
) -> dict[int, bool]:
    """Flows that may hide a name, and whether that is certain."""
    records = ech_records(
        Whole(table(services, DNS_SERVICES.schema)), Whole(table(list(names), NAMES.schema))
    )
    clients = pl.DataFrame(
        {"vantage": ["app"] * len(unseen), "client_ip": list(unseen)},
        schema={"vantage": pl.String, "client_ip": pl.String},
    )
    rows = may_hide(table(hellos, HELLO_COLUMNS), clients, records)
    assert rows["flow_id"].is_unique().all()
    return dict(rows.iter_rows())


def test_nothing_seen_is_grease() -> None:
    assert found([hello(), hello(1, sni=None, ech_config_id=None)], []) == {}


def test_config_and_public_name_of_a_record_are_certain_for_any_client() -> None:
    """A client that has two addresses asks from one and connects from the other."""
    right: dict[str, Any] = {"sni": "public.example", "ech_config_id": 7}
    services = [record(**SECRET, **KEYED)]
    assert found([hello(**right), hello(1, **right, client_ip=TABLET)], services) == {0: True, 1: True}
    assert found([hello(sni="public.example", client_ip=TABLET)], services) == {0: False}
    crossed = [
        record(**SECRET, ech=True, ech_config_ids=[7, 8], ech_public_names=["a.example", "public.example"])
    ]
    assert found([hello(**right)], crossed) == {0: False}


def test_a_known_public_name_is_possible() -> None:
    assert found([hello(sni="cloudflare-ech.com")], []) == {0: False}


def test_hidden_dns_is_possible_even_where_a_record_without_keys_was_seen() -> None:
    hellos = [hello(), hello(1, client_ip=TABLET)]
    assert found(hellos, [record(**PLAIN)], unseen=(PHONE,)) == {0: False}


def test_keys_for_another_site_elsewhere_hide_nothing_here() -> None:
    """Chrome with GREASE to one site, while it was given keys for another."""
    names = [answer("secret.example", OTHER)]
    assert found([hello()], [record(**SECRET, **KEYED)], names) == {}
    assert found([hello(server_ip=OTHER)], [record(**SECRET, **KEYED)], names) == {0: False}
    assert found([hello(server_ip=OTHER, client_ip=TABLET)], [record(**SECRET, **KEYED)], names) == {}


def test_keys_for_a_site_without_address_may_belong_to_any_server_of_the_client() -> None:
    hellos = [hello(), hello(1, client_ip=TABLET)]
    assert found(hellos, [record(**SECRET, **KEYED)]) == {0: False}
    assert found(hellos, [record(**SECRET, **KEYED)], [answer("secret.example", OTHER, "sni")]) == {0: False}


def test_an_address_of_owner_or_target_places_the_record() -> None:
    service = record(owner="secret.example", target="edge.example", **KEYED)
    for name in ("secret.example", "edge.example"):
        assert found([hello()], [service], [answer(name, OTHER, "dns_hint")]) == {}
        assert found([hello(server_ip=OTHER)], [service], [answer(name, OTHER, "dns_cname")]) == {0: False}


def test_a_record_without_keys_for_exactly_the_name_makes_it_grease() -> None:
    services = [record(**SECRET, **KEYED), record(**PLAIN)]
    for names in ([], [answer("secret.example", EDGE)]):
        assert found([hello(), hello(1, sni="other.example")], services, names) == {1: False}
    assert found(
        [hello(), hello(1, client_ip=TABLET)], [*services, record(**SECRET, **KEYED, client_ip=TABLET)]
    ) == {1: False}


@pytest.mark.parametrize(
    "more",
    [
        record(**PLAIN, priority=0) | {"target": "edge.example"},
        record(**PLAIN) | {"owner": "_8443._https.site.example"},
    ],
)
def test_an_alias_or_another_port_says_nothing_of_keys(more: dict[str, Any]) -> None:
    assert found([hello()], [record(**SECRET, **KEYED), more]) == {0: False}


def test_keys_for_the_name_shown_are_possible_be_they_readable_or_not() -> None:
    for ech in (KEYED, UNREAD):
        for owner in ("site.example", "_8443._https.site.example"):
            services = [record(**PLAIN, **ech) | {"owner": owner}, record(**PLAIN)]
            assert found([hello()], services, [answer("site.example", OTHER)]) == {0: False}


@COSTLY
@given(st.lists(st.sampled_from("abcdefg"), max_size=7).map(lambda chosen: [ord(one) - 97 for one in chosen]))
def test_more_keys_never_make_a_hello_open(chosen: list[int]) -> None:
    """A record with keys more, an answer more for its address: only a record without keys clears."""
    pool = [
        record(**SECRET, **KEYED),
        record(owner="b.example", target="b.example", **KEYED),
        record(owner="c.example", target="c.example", **UNREAD),
        record(owner="site.example", target="site.example", **UNREAD),
        record(**PLAIN),
        record(owner="d.example", target="d.example"),
        record(**SECRET, **KEYED, client_ip=TABLET),
    ]
    hellos = [hello(), hello(1, server_ip=OTHER), hello(2, sni="public.example"), hello(3, client_ip=TABLET)]
    names = [answer("b.example", OTHER)]
    services = [pool[index] for index in chosen]
    before = found(hellos, services, names)
    for more in pool[:4]:
        assert set(before) <= set(found(hellos, [*services, more], names))
