"""What a hand-written HAR 1.2 file tells: flows of this host, names, requests with and without address, bodies, cuts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.pipeline import analyze
from harness.sources.record_bodies import bodies
from harness.stages.limits import capture_limits
from harness.tables.analysis import Analysis

FILE = Path(__file__).parent / "session.har"
START_NS = 1_767_225_600_000_000_000
SECOND = 1_000_000_000


@pytest.fixture(scope="module")
def found() -> Analysis:
    return analyze([str(FILE)])


def test_the_file_says_who_wrote_it_and_what_it_does_not_tell(found: Analysis) -> None:
    (row,) = found.captures.rows(named=True)
    assert {name: row[name] for name in ("format", "packets", "tool", "made_by", "vantage", "intercepted", "truncated")} == {
        "format": "har", "packets": 6, "tool": "Example Browser 7.1", "made_by": "written by hand after HAR 1.2",
        "vantage": "session", "intercepted": None, "truncated": False,
    }  # fmt: skip
    assert row["unread"] == [
        {"reason": "no address of its server", "packets": 1, "first_packet": 4},
        {"reason": "har record bad_value", "packets": 1, "first_packet": 6},
    ]
    blocking, _ = capture_limits(found.captures, found.endpoints, found.traits)
    assert (
        "2 packets could not be read (no address of its server: 1, har record bad_value: 1)." in blocking[0]
    )


def test_requests_of_one_connection_are_one_flow_of_this_host(found: Analysis) -> None:
    columns = (
        "client_ip", "client_port", "server_ip", "server_port", "transport", "start_ns", "end_ns", "packets_up", "ip_octets_up",
        "payload_octets_up", "payload_octets_down", "remote", "contact", "first_packet", "data_up_packet", "rtt_ns",
    )  # fmt: skip
    assert found.flows.select(columns).rows() == [
        ("0.0.0.0", None, "198.51.100.7", 443, "tcp", START_NS + 1_500_000_000, START_NS + 3_010_000_000, None, None, 17,
         40, "server", "data", 1, 1, None),
        ("::", None, "2001:db8::7", 8443, "udp", START_NS + 4 * SECOND, START_NS + 4_030_000_000, None, None, 0, 0, "server",
         "connected", 3, None, None),
    ]  # fmt: skip
    assert found.round_trips.is_empty()


def test_an_address_is_never_made_up(found: Analysis) -> None:
    assert found.endpoints["server_ip"].sort().to_list() == ["198.51.100.7", "2001:db8::7"]
    columns = (
        "packet",
        "host",
        "server_ip",
        "flow_id",
        "path",
        "query_octets",
        "status",
        "request_octets",
        "response_octets",
    )
    assert found.requests.select(columns).rows() == [
        (1, "cloud.drones.example", "198.51.100.7", 0, "/v1/log", 13, 200, 17, 40),
        (2, "cloud.drones.example", "198.51.100.7", 0, "/", None, 304, None, None),
        (3, "video.drones.example", "2001:db8::7", 1, "/live", None, None, None, None),
        (4, "tracker.example", None, None, "/pixel.gif", None, 200, None, 43),
    ]


def test_names_are_of_the_flow_that_asked(found: Analysis) -> None:
    named = found.endpoints.select("server_ip", "name", "name_source", "name_grade").sort("server_ip")
    assert named.row(0) == ("198.51.100.7", "cloud.drones.example", "proxy", "A")
    assert set(found.names["source"]) == {"proxy"}


def test_what_may_be_personal_is_in_no_table(found: Analysis) -> None:
    tables = (found.flows, found.names, found.requests, found.endpoints)
    assert not any("secret" in str(table.rows()) for table in tables)


def test_bodies_are_given_decoded() -> None:
    with FILE.open("rb", buffering=0) as raw:
        given = list(bodies(raw, "session.har"))
    assert [tuple(body) for body in given] == [
        (1, "up", "application/json", b'{"lat": 48.13743}'), (1, "down", "text/plain", b"hello")
    ]  # fmt: skip


@pytest.mark.parametrize("creator", ["mitmproxy", "PCAPdroid"])
def test_a_file_of_an_intercepting_proxy_says_so(tmp_path: Path, creator: str) -> None:
    told = json.loads(FILE.read_text())
    told["log"]["creator"]["name"] = creator
    (tmp_path / "a.har").write_text(json.dumps(told))
    assert analyze([str(tmp_path)]).captures["intercepted"].to_list() == [True]


def test_a_cut_file_gives_the_entries_before_the_cut(tmp_path: Path) -> None:
    text = FILE.read_text()
    (tmp_path / "a.har").write_text(text[: text.index("https://video")])
    found = analyze([str(tmp_path / "a.har")])
    (row,) = found.captures.rows(named=True)
    assert (row["packets"], row["truncated"], row["problem"]) == (
        2,
        True,
        "the file is cut or no JSON from there on",
    )
    assert found.requests.height == 2


@pytest.mark.parametrize(
    "text", ['{"log": {}}', '{"log": {"entries": []}}', '{"log": {"entries": [1, null, {}, "x"]}}']
)
def test_a_file_that_tells_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.har").write_text(text)
    found = analyze([str(tmp_path / "a.har")])
    assert found.flows.is_empty()
    assert found.captures["problem"].to_list() == [None]
