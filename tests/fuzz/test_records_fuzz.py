"""Records of other programs, mutated: any octets give facts or Malformed, every fact has clean names and real addresses."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_address

import pytest

from harness.model.malformed import Malformed
from harness.model.record_facts import NameRecord, RecordFact, RequestRecord
from harness.wire.har import HarEntries, entry_bodies, entry_facts
from harness.wire.json_object import json_object
from harness.wire.mitmproxy_flow import Flow, bodies_of, read_flow
from harness.wire.proxy_events import ProxyEvents
from harness.wire.tnetstring import read_tnetstring, value_length
from harness.wire.zeek_log import READ, ZeekLog
from harness.wire.zeek_records import zeek_facts
from tests.support.fuzzing import INPUTS
from tests.support.repository import ROOT
from tests.wire.test_tnetstring import written

LOGS = ROOT / "tests/cases/records/zeek"
HAR = (ROOT / "tests/cases/records/session.har").read_bytes()
OWN_EVENTS = [
    (
        b'{"ev": "began", "t": 1.5, "goes_on": true, "mitmproxy": "11.0.2", "mode": "tun", "quic": "pass", "ca_store": "system", '
        b'"comment": "SYNTHETIC", "effects": ["lan_times", "no_sni"], "interference": ["tls_interception"]}'
    ),
    b'{"ev": "client_open", "t": 1.5, "client": {"id": "c", "peer": ["192.0.2.20", 40000], "sock": ["192.0.2.1", 8080], "t_start": 1.0}}',
    (
        b'{"ev": "tls_clienthello", "t": 2.5, "client": "c", "sni": "a.example", "server": ["198.51.100.7", 443], "passthrough": true, '
        b'"why": "ca_not_accepted", "n": 50, "hello": "AwMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAITAQEA"}'
    ),
    b'{"ev": "content", "t": 3.5, "client": "c", "needle": "serial", "way": "up", "where": "body", "at": 5, "octets": 9, "lost_before": 2}',
    b'{"ev": "udp_end", "t": 4.5, "client": "c", "up": 40, "down": 90}',
    b'{"ev": "server_connected", "t": 5.5, "client": "c", "server": {"id": "s", "peer": ["198.51.100.7", 443], "steady_ms": 91.41}}',
]  # of harness's own add-on
EVENTS = [*(ROOT / "captures/lab/mitm/mitm.jsonl").read_bytes().splitlines(), *OWN_EVENTS]
JSON = (
    b'{"ts":1767225601.5,"uid":"C1","id.orig_h":"192.0.2.1","id.orig_p":5,"id.resp_h":"192.0.2.53","id.resp_p":53,'
    b'"proto":"udp","query":"a.example","qtype_name":"A","rtt":0.01,"answers":["b.example","192.0.2.9"],'
    b'"TTLs":[60.0,30.0],"rejected":false}'
)
VALUES = b"\x00\t\n\"'#,-.:;\\[]{}~!^\xff0123456789eETFx"
FLOW = written({
    "type": "http", "version": 21, "client_conn": {"id": "a", "peername": ["192.0.2.1", 5], "sni": "a.example",
        "timestamp_start": 1, "transport_protocol": "tcp"},
    "server_conn": {"id": "b", "address": ["192.0.2.9", 443], "peername": ["192.0.2.9", 443], "via": None,
        "timestamp_start": 1, "timestamp_tcp_setup": 2},
    "request": {"method": b"POST", "scheme": b"https", "host": "192.0.2.9", "path": b"/a?b=c", "http_version": b"HTTP/1.1",
        "headers": [[b"Host", b"a.example"], [b"Content-Type", b"text/plain"]], "content": b"hello", "timestamp_end": 3},
    "response": {"status_code": 200, "headers": [], "content": b"ok", "timestamp_end": 4}, "websocket": None,
})  # fmt: skip
TCP = written({
    "type": "tcp", "client_conn": {"peername": ["2001:db8::1", 5, 0, 0], "timestamp_start": 1}, "server_conn": {},
    "messages": [[True, b"up", 1], [False, b"down", 2]],
})  # fmt: skip


def mutated(seeds: list[bytes], chance: random.Random) -> bytes:
    """A few octets changed, removed, doubled or put in, and sometimes the end cut off."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(0, 4)):
        place = chance.randrange(len(data) + 1)
        change = chance.randrange(4)
        if change == 0 and place < len(data):
            data[place] = chance.choice(VALUES)
        elif change == 1:
            data[place:place] = bytes(chance.choice(VALUES) for _ in range(chance.randint(1, 3)))
        elif change == 2:
            del data[place : place + chance.randint(1, 8)]
        else:
            data[place:place] = data[place : place + chance.randint(1, 30)]
    return bytes(data[: chance.randrange(len(data) + 1)]) if chance.random() < 0.1 else bytes(data)


def inputs(seeds: list[bytes], count: int = INPUTS) -> Iterator[bytes]:
    chance = random.Random(len(seeds))
    for number in range(count):
        yield mutated(seeds, chance) if number % 10 else chance.randbytes(chance.randint(0, 60))


def check(facts: Iterable[RecordFact]) -> int:
    """Every fact holds what tables may hold."""
    count = 0
    for fact in facts:
        count += 1
        ends = getattr(fact, "ends", None)
        for address in ends[::2] if ends else ():
            assert address is None or str(ip_address(address)) == address
        for port in ends[1::2] if ends else ():
            assert port is None or 0 <= port < 65_536
        for name in ("time_ns", "start_ns", "end_ns"):
            assert -(2**63) <= getattr(fact, name, 0) < 2**63
        texts = [fact.name] if isinstance(fact, NameRecord) else []
        if isinstance(fact, RequestRecord):
            texts = [
                text
                for text in (fact.fact.host, fact.fact.path, fact.fact.user_agent, fact.fact.method)
                if text
            ]
        assert all(0x21 <= ord(character) <= 0x7E for text in texts for character in text), texts
    return count


def read_zeek(lines: list[bytes]) -> Callable[[bytes], list[RecordFact] | Malformed]:
    head = [line for line in lines if line.startswith(b"#")]

    def read(line: bytes) -> list[RecordFact] | Malformed:
        log = ZeekLog()
        for one in head[:-1]:
            log.take(one)
        row = log.take(line)
        if row is None or isinstance(row, Malformed):
            return [] if row is None else row
        return zeek_facts(*row, 1) if row[0] in READ else []

    return read


def read_events(line: bytes) -> list[RecordFact] | Malformed:
    events = ProxyEvents()
    for other in EVENTS[:3]:
        events.take(other, 1)
    found = events.take(line, 2)
    return found if isinstance(found, Malformed) else [*found, *events.finish(3)]


@pytest.mark.parametrize("log", [*sorted(READ), "json", "events"])
def test_a_line_gives_facts_or_malformed(log: str) -> None:
    read: Callable[[bytes], list[RecordFact] | Malformed]
    if log == "events":
        read, seeds = read_events, EVENTS
    elif log == "json":
        read, seeds = read_zeek([]), [JSON]
    else:
        lines = (LOGS / f"{log}.log").read_bytes().splitlines()
        read, seeds = read_zeek(lines), [line for line in lines if not line.startswith(b"#")]
    given, facts = set(), 0
    for data in inputs(seeds):
        found = read(data)
        given.add(type(found))
        if isinstance(found, Malformed):
            assert 0 <= found.offset <= max(len(data), 1)
        else:
            facts += check(found)
    assert given == {list, Malformed}
    assert facts > INPUTS // 10


def test_a_flow_gives_facts_or_malformed() -> None:
    given, facts = set(), 0
    for data in inputs([FLOW, TCP]):
        assert isinstance(value_length(data), (int, Malformed))
        assert read_tnetstring(data) == read_tnetstring(data)
        found = read_flow(data, 1)
        given.add(type(found))
        facts += check(found.facts) if isinstance(found, Flow) else 0
        assert all(isinstance(body, bytes) for _, _, body in bodies_of(data))
    assert given == {Flow, Malformed}
    assert facts > INPUTS // 4


def test_a_har_gives_entries_and_says_where_it_stops() -> None:
    stopped, facts = 0, 0
    for data in inputs([HAR], INPUTS // 5):
        entries = HarEntries(data.decode("utf-8", "replace"))
        for number, entry in enumerate(entries, 1):
            found = entry_facts(entry, number)
            facts += 0 if isinstance(found, Malformed) else check(found[1])
            assert all(isinstance(body, bytes) for _, _, body in entry_bodies(entry))
        stopped += entries.fault is not None
        assert entries.fault is None or 0 <= entries.fault.offset <= len(data)
    assert 0 < stopped < INPUTS // 5
    assert facts > INPUTS // 4


def test_an_entry_of_any_types_is_no_fault_of_ours() -> None:
    chance = random.Random(7)
    whole = json_object(b'{"e":' + HAR[HAR.index(b'"entries": [') + 11 : HAR.rindex(b"]") + 1] + b"}")
    assert not isinstance(whole, Malformed)
    values: tuple[object, ...] = (None, True, -1, 2**70, "x", "\udcff", [], {}, [1], {"a": None}, 1.5)

    def bent(value: object) -> object:
        if chance.random() < 0.08:
            return chance.choice(values)
        if isinstance(value, dict):
            return {key: bent(item) for key, item in value.items()}
        return [bent(item) for item in value] if isinstance(value, list) else value

    for number in range(2_000):
        entry = bent(whole["e"][number % len(whole["e"])])
        found = entry_facts(entry, 1)
        check(() if isinstance(found, Malformed) else found[1])
        list(entry_bodies(entry))


def test_flows_of_any_types_are_no_fault_of_ours() -> None:
    chance = random.Random(8)
    values: tuple[object, ...] = (None, True, -1, 2**70, "x", b"\xff", [], {}, [1, 2], {"a": None}, "1.5")

    def bent(value: object) -> object:
        if chance.random() < 0.08:
            return chance.choice(values)
        if isinstance(value, dict):
            return {key: bent(item) for key, item in value.items()}
        return [bent(item) for item in value] if isinstance(value, list) else value

    for number in range(2_000):
        data = written(bent(read_tnetstring((FLOW, TCP)[number % 2])))
        found = read_flow(data, 1)
        check(() if isinstance(found, Malformed) else found.facts)
        list(bodies_of(data))
