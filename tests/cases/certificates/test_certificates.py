"""Names in certificates, from the capture to what is said of an endpoint: never more than they tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.pipeline import analyze
from harness.stages.endpoints import gather_endpoints
from tests.support import frames
from tests.support.certificates import certificate, flight
from tests.support.conversations import MS, down, every, opening, up
from tests.support.tables import flow, flows_of, name, names_of
from tests.support.wire_messages import alpn, hello, records


def named(*names: dict[str, Any]) -> tuple[str | None, str | None, list[str]]:
    """Best name, its source, and all names of one endpoint."""
    found = gather_endpoints(flows_of(flow()), names_of(*names))
    return found.select("name", "name_source", "names").row(0)


def told(text: str, reach: str = "one", **given: Any) -> dict[str, Any]:
    return name(text, "certificate", certificate=reach, **given)


def test_the_only_name_of_a_certificate_stands_behind_sni_and_host_and_before_dns() -> None:
    asked = name("asked.example", "dns")
    assert named(asked, told("own.example")) == (
        "own.example", "certificate", ["asked.example"],
    )  # fmt: skip
    for source in ("sni", "http_host"):
        assert named(told("own.example"), name("said.example", source))[:2] == ("said.example", source)


@pytest.mark.parametrize(
    "names",
    [
        (told("*.a.example"),),
        (told("*.a.example", "kin"), told("a.example", "kin")),
        (told("a.example", "kin"), told("www.a.example", "kin")),
    ],
)
def test_wildcards_and_related_names_stand_behind_all_others(names: tuple[dict[str, Any], ...]) -> None:
    others = (name("b.example", "dns"), name("c.example", "dns_cname"), name("d.example", "dns", asked=False))
    for other in others:
        assert named(*names, other)[:2] == (other["name"], other["source"])
        assert named(*names, other)[2] == [other["name"]]


def test_a_name_that_dns_told_too_is_seen_by_more_than_a_certificate() -> None:
    assert named(told("a.example"), name("a.example", "dns")) == ("a.example", "certificate", ["a.example"])


def test_a_wildcard_is_the_name_where_nothing_else_is() -> None:
    assert named(told("*.a.example")) == ("*.a.example", "certificate", [])


def test_a_related_name_that_was_asked_for_is_the_one() -> None:
    names = (told("a.example", "kin"), told("b.a.example", "kin"), name("b.a.example", "dns"))
    assert named(*names) == ("b.a.example", "dns", ["b.a.example"])


def test_a_certificate_for_many_names_nobody() -> None:
    many = [told(f"n{number}.example", "several") for number in range(9)]
    assert named(*many) == (None, None, [])
    assert named(*many, name("n3.example", "dns")) == ("n3.example", "dns", ["n3.example"])


@pytest.mark.parametrize("text", ["drone\\032cloud", "localhost", "192.0.2.1", "a_b", "x.1", "*"])
def test_what_is_no_host_name_names_nobody(text: str) -> None:
    assert named(told(text)) == (None, None, [])


def test_a_certificate_says_nothing_of_another_port() -> None:
    assert named(told("own.example", server_port=8443)) == (None, None, [])


HELLO = records(hello(alpn(b"h2")))


def analysis(folder: Path, *names: bytes):
    """One visit without a server name, to a server with such a certificate."""
    stream = flight(certificate(None, *names))
    packets = [
        *opening(),
        up(HELLO),
        down(stream),
        up(b"\x17\x03\x03\x00\x40" + bytes(64), seq=1001 + len(HELLO)),
    ]
    path = folder / "a.pcap"
    path.write_bytes(frames.pcap(every(MS, packets)))
    return analyze([str(path)])


def test_a_server_without_a_server_name_has_that_of_its_certificate(tmp_path: Path) -> None:
    found = analysis(tmp_path, b"*.iot.example", b"iot.example")
    (row,) = found.endpoints.rows(named=True)
    assert (row["name"], row["name_source"], row["names"]) == ("*.iot.example", "certificate", [])
    assert found.names["source"].to_list() == ["certificate"] * 2
    assert found.names["packet"].to_list() == [5, 5]
    assert found.hellos.select("sni", "ja4", "by_client").rows() == [
        (None, "t12i0201h2_62ed6f6ca7ad_000000000000", True)
    ]
