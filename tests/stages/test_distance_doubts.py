"""Which round trips bound no distance, and that a further doubt never leaves more usable."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.sites import Doubt, LocalVpn, Rig
from harness.stages.distance_doubts import SAMPLE, is_local_authority, with_doubts
from tests.support.examples import COSTLY

MS = 1_000_000
FAR_MS = 180.0
PLAIN = Rig(stated=None)
ADDRESSES = ("198.51.100.7", "203.0.113.7", "192.0.2.7", "8.0.0.1")
"""Of four networks."""
SCHEMA = {
    "vantage": pl.String(), "server_ip": pl.String(), "server_port": pl.UInt16(), "kind": pl.String(), "basis": pl.String(),
    "unspent": pl.Boolean(), "rtt_ns": pl.Int64(),
}  # fmt: skip


def sample(
    server_ip: str = ADDRESSES[0], ms: float = FAR_MS, kind: str = "tcp_handshake", **given: Any
) -> dict[str, Any]:
    row = {
        "vantage": "app",
        "server_ip": server_ip,
        "server_port": 443,
        "kind": kind,
        "basis": "tsecr",
        "unspent": False,
    }
    return row | {"rtt_ns": round(ms * MS)} | given


def doubts(*rows: dict[str, Any], rig: Rig = PLAIN, **rigs: Rig) -> list[list[str]]:
    """Doubts of each row, in order."""
    found = with_doubts(pl.DataFrame(list(rows), schema=SCHEMA, orient="row"), {"app": rig, **rigs})
    assert found.columns == [*SCHEMA, "doubts"]
    return found["doubts"].to_list()


def test_what_looks_like_nothing_else_bounds_a_distance() -> None:
    rows = [sample(ADDRESSES[0], 1.0), sample(ADDRESSES[1], 5), sample(ADDRESSES[1], 10, "tls_hello")]
    assert doubts(*rows) == [[], [], []]
    assert set(SAMPLE) < set(SCHEMA)


def test_an_answer_that_crossed_no_router_is_not_the_servers() -> None:
    assert doubts(sample(unspent=True), sample(ms=190)) == [["unspent_ttl"], []]


@pytest.mark.parametrize(("kind", "wanted"), [
    ("tcp_handshake", []), ("tls_hello", []), ("quic_initial", []), ("data_ack", ["vpn_capture"]),
])  # fmt: skip
def test_where_a_local_vpn_asks_the_server_first_all_but_its_own_acknowledgements_count(
    kind: str, wanted: list[str]
) -> None:
    assert doubts(
        sample(kind=kind, unspent=True), rig=Rig(stated=None, local_vpn=LocalVpn.AFTER_THE_SERVER)
    ) == [wanted]


@pytest.mark.parametrize(("kind", "wanted"), [
    ("tcp_handshake", ["vpn_capture"]), ("tls_hello", []), ("quic_initial", []), ("data_ack", ["vpn_capture"]),
])  # fmt: skip
def test_where_a_local_vpn_answers_at_once_hellos_alone_count(kind: str, wanted: list[str]) -> None:
    assert doubts(sample(kind=kind, unspent=True), rig=Rig(stated=None, local_vpn=LocalVpn.AT_ONCE)) == [
        wanted
    ]


def test_a_local_vpns_capture_with_a_spent_ttl_was_on_a_wire_after_all() -> None:
    """A tool that captures as VPN or as root: in the latter case an unspent TTL is as telling as anywhere."""
    rig = Rig(stated=None, local_vpn=LocalVpn.AFTER_THE_SERVER)
    rows = [sample(kind="tls_hello", unspent=True), sample(ADDRESSES[1], kind="tls_hello")]
    assert doubts(*rows, rig=rig) == [["unspent_ttl"], []]


def test_a_local_vpn_whose_hellos_come_long_before_its_handshakes_opens_tls() -> None:
    rows = [sample(ms=FAR_MS), sample(ms=12, kind="tls_hello")]
    rig = Rig(stated=None, local_vpn=LocalVpn.AFTER_THE_SERVER)
    assert doubts(*rows, rig=rig) == [[], ["far_below_handshake"]]
    assert doubts(*rows) == [[], []]  # elsewhere the first SYN may have woken up the radio


@pytest.mark.parametrize("doubt", [Doubt.INTERCEPTED, Doubt.LOCAL_AUTHORITY])
def test_interception_leaves_nothing(doubt: Doubt) -> None:
    kinds = ("tcp_handshake", "tls_hello", "quic_initial", "data_ack")
    rig = Rig(stated=None, doubts=frozenset({doubt}))
    assert doubts(*(sample(kind=kind) for kind in kinds), rig=rig) == [[doubt.value]] * 4
    other = Rig(stated=None)
    assert doubts(sample(vantage="wan"), rig=rig, wan=other) == [[]]


def test_the_clock_of_a_proxy_is_never_used() -> None:
    assert doubts(sample(basis="upstream"), sample(ms=181)) == [["other_clock"], []]


@pytest.mark.parametrize("doubt", [Doubt.INTERCEPTED, Doubt.LOCAL_AUTHORITY])
def test_what_a_proxy_timed_beyond_itself_by_a_steady_clock_is_used(doubt: Doubt) -> None:
    rig = Rig(stated=None, doubts=frozenset({doubt}))
    assert doubts(sample(basis="upstream_steady"), sample(ms=181), rig=rig) == [[], [doubt.value]]
    vpn = Rig(stated=None, local_vpn=LocalVpn.AT_ONCE)
    assert doubts(sample(basis="upstream_steady"), rig=vpn) == [["vpn_capture"]]


def near(*addresses: str, **given: Any) -> list[dict[str, Any]]:
    return [sample(address, 1.9, **given) for address in addresses]


def test_three_networks_that_all_answer_at_once_are_one_host_close_by() -> None:
    assert doubts(*near(*ADDRESSES[:3])) == [["near_everywhere"]] * 3
    assert doubts(*near(*ADDRESSES[:2])) == [[]] * 2
    assert doubts(*near("198.51.100.7", "198.51.100.8", "198.51.7.1")) == [[]] * 3, "one network"


def test_one_network_that_is_far_shows_that_not_everything_is_near() -> None:
    assert doubts(*near(*ADDRESSES[:3]), sample(ADDRESSES[3], 2.0)) == [[]] * 4


@pytest.mark.parametrize("slow", ["192.168.42.1", "fe80::1"])
def test_a_slow_local_host_does_not_make_the_internet_far(slow: str) -> None:
    assert doubts(*near(*ADDRESSES[:3]), sample(slow, 30))[:3] == [["near_everywhere"]] * 3


def test_a_proxy_for_one_port_is_seen_although_another_port_is_far() -> None:
    far = sample(ADDRESSES[3], server_port=8883)
    assert doubts(*near(*ADDRESSES[:3], server_port=80), far) == [["near_everywhere"]] * 3 + [[]]


def test_behind_nat64_networks_are_those_of_the_addresses_inside() -> None:
    inside = ("64:ff9b::c633:6407", "64:ff9b::cb00:7107", "64:ff9b::c000:207")
    assert doubts(*near(*inside)) == [["near_everywhere"]] * 3
    assert doubts(*near(*(f"2a0{n}:1::7" for n in (1, 2, 3)))) == [["near_everywhere"]] * 3
    assert doubts(*near(*(f"2a00:1:{n}::7" for n in (1, 2, 3)))) == [[]] * 3


@pytest.mark.parametrize("kind", ["tcp_handshake", "data_ack"])
@pytest.mark.parametrize("hello", ["tls_hello", "quic_initial"])
@pytest.mark.parametrize(("tcp_ms", "hello_ms", "split"), [
    (30, 600, True), (10, 21, True), (10, 20, False), (1, 3.1, True), (0.1, 2, False), (100, 190, False),
])  # fmt: skip
def test_tcp_far_below_the_hello_of_the_same_address_is_a_split_path(
    kind: str, hello: str, tcp_ms: float, hello_ms: float, split: bool
) -> None:
    wanted = ["far_below_hello"] if split else []
    assert doubts(sample(ms=tcp_ms, kind=kind), sample(ms=hello_ms, kind=hello)) == [wanted, []]
    assert doubts(sample(ms=tcp_ms, kind=kind), sample(ADDRESSES[1], hello_ms, hello))[0] == [], (
        "of another address"
    )


def test_a_hello_in_doubt_does_not_vouch_for_tcp() -> None:
    rows = [sample(ms=10), sample(ms=11, kind="tls_hello", unspent=True), sample(ms=300, kind="tls_hello")]
    assert doubts(*rows) == [["far_below_hello"], ["unspent_ttl"], []]


@pytest.mark.parametrize(("issuer", "local"), [
    ("CN=mitmproxy,O=mitmproxy", True), ("CN=PortSwigger CA,O=PortSwigger", True), ("CN=PCAPdroid CA", True),
    ("O=Charles Proxy CA (1 Jan 2026)", True), ("CN=DO_NOT_TRUST_FiddlerRoot", True), ("CN=FortiGate CA,O=Fortinet", True),
    ("C=US,O=Let's Encrypt,CN=R11", False), ("C=US,O=DigiCert Inc,CN=DigiCert Global G2", False),
    ("C=CN,O=CFCA,CN=CFCA OV OCA", False), ("", False),
])  # fmt: skip
def test_authorities_of_programs_that_open_tls_are_known_by_name(issuer: str, local: bool) -> None:
    assert is_local_authority(issuer) is local


TIMES = st.sampled_from([0.3, 1.0, 1.9, 2.0, 5.0, 12.0, 26.0, 60.0, 190.0])
KINDS = ("tcp_handshake", "tls_hello", "quic_initial", "data_ack")
ROWS = st.lists(
    st.builds(
        sample, st.sampled_from(ADDRESSES), TIMES, st.sampled_from(KINDS), unspent=st.booleans(),
        server_port=st.sampled_from([80, 443, None]), basis=st.sampled_from(["tsecr", "upstream"]),
    ),
    min_size=1, max_size=12, unique_by=lambda row: tuple(row[name] for name in SAMPLE),
)  # fmt: skip
RIGS = st.builds(Rig, stated=st.none(), local_vpn=st.sampled_from([None, *LocalVpn]))


def in_doubt(row: dict[str, Any], how: str) -> dict[str, Any]:
    return row | ({"unspent": True} if how == "unspent" else {"basis": "upstream"})


@COSTLY
@given(ROWS, RIGS, st.sampled_from(["unspent", "upstream"]), st.integers(0, 11))
def test_one_more_doubt_never_leaves_more_usable(
    rows: list[dict[str, Any]], rig: Rig, how: str, drawn: int
) -> None:
    at = drawn % len(rows)
    if rig.local_vpn and how == "unspent":  # the last spent TTL is what shows that TTLs mean something
        how = "upstream"
    before = [not found for found in doubts(*rows, rig=rig)]
    worse = [in_doubt(row, how) if number == at else row for number, row in enumerate(rows)]
    after = [not found for found in doubts(*worse, rig=rig)]
    assert all(was or not now for was, now in zip(before, after, strict=True))
    assert how == "unspent" or not after[at]


@given(ROWS, RIGS, st.sampled_from([Doubt.INTERCEPTED, Doubt.LOCAL_AUTHORITY]))
def test_a_doubt_of_the_rig_leaves_nothing_usable(rows: list[dict[str, Any]], rig: Rig, doubt: Doubt) -> None:
    doubted = Rig(stated=None, local_vpn=rig.local_vpn, doubts=frozenset({doubt}))
    assert all(doubt.value in found for found in doubts(*rows, rig=doubted))


@COSTLY
@given(ROWS, RIGS, st.randoms(use_true_random=False))
def test_order_is_irrelevant_and_doubts_are_sorted(rows: list[dict[str, Any]], rig: Rig, random: Any) -> None:
    told = list(zip(rows, doubts(*rows, rig=rig), strict=True))
    assert all(found == sorted(set(found)) for _, found in told)
    random.shuffle(told)
    assert doubts(*(row for row, _ in told), rig=rig) == [found for _, found in told]


def test_nothing_in_gives_nothing_out() -> None:
    assert doubts() == []
