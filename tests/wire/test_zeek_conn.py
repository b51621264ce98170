"""Rows of conn.log: contact, flags and courses by history and state (docs.zeek.org, Conn::Info)."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.record_facts import FlowRecord
from harness.wire.told_times import BrokenValueError
from harness.wire.zeek_conn import QUIC_HANDSHAKE_OCTETS, TLS_HANDSHAKE_OCTETS, conn_record
from harness.wire.zeek_values import ObjectRow

ROW = {
    "ts": 1.5, "uid": "C1", "id.orig_h": "192.0.2.20", "id.orig_p": 40_000, "id.resp_h": "198.51.100.7", "id.resp_p": 8883,
    "proto": "tcp",
}  # fmt: skip


def read(**given: Any) -> FlowRecord:
    values = ROW | {name.replace("__", "."): value for name, value in given.items()} | {"ts": 1}
    return conn_record(ObjectRow(values), 1)


@pytest.mark.parametrize(("history", "contact"), [
    ("S", ("attempted", "connected")),
    ("Sr", ("attempted", "connected")),
    ("Sh", ("connected", "connected")),
    ("ShAR", ("connected", "connected")),
    ("ShADa", ("data", "connected")),
    ("ShADad", ("data", "data")),
    ("ShAd", ("connected", "data")),
    ("D", ("data", "connected")),
    ("Dr", ("data", "connected")),
    ("^dA", ("connected", "data")),
    ("SD", ("attempted", "connected")),
])  # fmt: skip
def test_contact_by_history(history: str, contact: tuple[str, str]) -> None:
    assert read(history=history).contact == contact


@pytest.mark.parametrize(("state", "contact", "opening"), [
    ("S0", "attempted", "half_open"), ("REJ", "attempted", "half_open"), ("RSTOS0", "attempted", "half_open"),
    ("SH", "attempted", "half_open"), ("S1", "data", "opened"), ("SF", "data", "opened"), ("RSTR", "data", "opened"),
    ("SHR", "data", "answer_only"), ("OTH", "data", None),
])  # fmt: skip
def test_where_there_is_no_history_the_state_tells(state: str, contact: str, opening: str | None) -> None:
    found = read(conn_state=state, orig_bytes=100, resp_bytes=0)
    assert (found.contact[0], found.course.opening) == (contact, opening)


@pytest.mark.parametrize(("history", "flags", "ended_by", "reset_by"), [
    ("ShADadFf", (0x13, 0x13), "fin", None),
    ("ShADadFr", (0x13, 0x16), "rst", "server"),
    ("SR", (0x06, None), "rst", "client"),
    ("ShARr", (0x16, 0x16), "rst", "both"),
    ("Dd", (0, 0), None, None),
])  # fmt: skip
def test_flags_and_end(
    history: str, flags: tuple[int | None, int | None], ended_by: str | None, reset_by: str | None
) -> None:
    course = read(history=history).course
    assert (course.flags, course.ended_by, course.reset_by) == (flags, ended_by, reset_by)


@pytest.mark.parametrize(("given", "most"), [
    ({"service": "ssl"}, TLS_HANDSHAKE_OCTETS),
    ({"service": "mqtt,ssl"}, TLS_HANDSHAKE_OCTETS),
    ({"service": "quic,ssl", "proto": "udp"}, QUIC_HANDSHAKE_OCTETS),
    ({"proto": "udp", "id.resp_p": 443}, QUIC_HANDSHAKE_OCTETS),
    ({"service": "mqtt"}, 2 - 1),
    ({"proto": "udp", "service": "dns"}, 1 - 1),
])  # fmt: skip
def test_little_in_tls_may_be_a_handshake(given: dict[str, Any], most: int) -> None:
    values = ROW | {"history": "ShADad"} | given
    for octets, is_data in ((most, False), (most + 1, True)):
        found = conn_record(ObjectRow(values | {"ts": 1, "orig_bytes": octets, "resp_bytes": 9}), 1)
        assert (found.contact[0] == "data") is is_data


def test_who_opened_it_is_told_by_a_syn_that_zeek_did_not_turn() -> None:
    assert [read(history=history).client_by for history in ("S", "h", "^hA", "Dd", "")] == [
        "syn",
        "syn",
        "first",
        "first",
        "first",
    ]


def test_times_and_protocols() -> None:
    found = read(duration=2, proto="unknown_transport", ip_proto=47)
    assert (found.start_ns, found.end_ns, found.transport, found.ends.server_port) == (
        10**9,
        3 * 10**9,
        "ip-47",
        None,
    )
    assert read(proto="icmp", id__orig_h="2001:db8::1", id__resp_h="2001:db8::2").transport == "icmpv6"
    assert read(proto="unknown_transport").transport == "ip"
    assert read(duration=-1).end_ns == 10**9


@pytest.mark.parametrize("given", [
    {"uid": None}, {"id__orig_h": None}, {"id__resp_h": "a.example"}, {"id__resp_p": 65_536}, {"orig_bytes": -1},
    {"duration": "x"}, {"orig_bytes": [1]}, {"resp_pkts": 2**70},
])  # fmt: skip
def test_a_value_that_is_none_breaks_the_row(given: dict[str, Any]) -> None:
    with pytest.raises(BrokenValueError):
        read(**given)
