"""The comparison itself: equal tables give nothing, each kind of change gives its difference."""

from __future__ import annotations

import copy
import hashlib

import polars as pl
import pytest

from tests.support import known_differences, truth
from tests.support.compare import Difference, traffic_by_address
from tests.support.compare_example import CLIENT, DATA, SERVER, differences, tables


def test_equal_tables_do_not_differ() -> None:
    assert differences(DATA, tables()) == []


@pytest.mark.parametrize(
    ("column", "value", "check"),
    [
        ("packets", 10, "packets"),
        ("no_ip_packets", 1, "packets without IP"),
        ("truncated", 1, "damage"),
        ("first_ns", 1, "first_ns"),
        ("last_ns", None, "last_ns"),
    ],
)
def test_a_wrong_capture_row_is_shown(column: str, value: int | None, check: str) -> None:
    ours = tables()
    ours.captures = ours.captures.with_columns(pl.lit(value, pl.Int64).alias(column))
    assert differences(DATA, ours) == [check]


def test_one_octet_too_many_is_shown_for_both_addresses_and_the_conversation() -> None:
    ours = tables()
    ours.flows = ours.flows.with_columns(pl.col("ip_octets_up") + (pl.col("flow_id") == 0))
    assert differences(DATA, ours) == ["octets", "octets", "conversation"]


def test_a_changed_time_of_one_packet_is_shown() -> None:
    told = DATA | {"packet_digest": hashlib.sha256(b"1 60 60\n- 60 1500\n").hexdigest()}
    assert differences(told, tables()) == []
    wrong = DATA | {"packet_digest": hashlib.sha256(b"2 60 60\n- 60 1500\n").hexdigest()}
    assert differences(wrong, tables()) == ["times"]


@pytest.mark.parametrize(("octets", "checks"), [(900, ["octets", "octets", "conversation"]), (0, [])])
def test_what_is_counted_beyond_the_inner_headers_is_what_the_outer_ones_hold(
    octets: int, checks: list[str]
) -> None:
    both = {"packets_sent": 1, "bytes_sent": 900, "packets_received": 0, "bytes_received": 0}
    other = {"packets_sent": 0, "bytes_sent": 0, "packets_received": 1, "bytes_received": 900}
    told = DATA | {"tunnel_outer_ips": {CLIENT: both, SERVER: other}}
    ours = tables()
    first = (pl.col("flow_id") == 0) & (octets > 0)
    ours.flows = ours.flows.with_columns(
        pl.col("packets_up") + first, pl.col("ip_octets_up") + first * octets
    )
    assert differences(told, ours) == checks
    ours.flows = ours.flows.with_columns(pl.col("ip_octets_up") + (pl.col("flow_id") == 0))
    assert differences(told, ours).count("outer octets") == 2


def test_turned_sides_are_shown() -> None:
    ours = tables()
    turned = {"client_ip": "server_ip", "server_ip": "client_ip", "client_port": "server_port"}
    turned |= {"server_port": "client_port", "packets_up": "packets_down", "packets_down": "packets_up"}
    turned |= {"ip_octets_up": "ip_octets_down", "ip_octets_down": "ip_octets_up"}
    ours.flows = ours.flows.rename(turned)
    assert differences(DATA, ours) == ["client", "rtt_ns"]


def test_a_handshake_time_off_by_more_than_a_microsecond_is_shown() -> None:
    ours = tables()
    ours.handshakes = ours.handshakes.with_columns(rtt_ns=pl.lit(20_002_000))
    assert differences(DATA, ours) == ["rtt_ns"]


def test_an_invented_name_and_a_missing_one_are_shown() -> None:
    ours = tables()
    ours.names = ours.names.with_columns(
        name=pl.when(pl.col("source") == "sni").then(pl.lit("other.example")).otherwise(pl.col("name"))
    )
    assert differences(DATA, ours) == ["invented sni", "missing sni"]


@pytest.mark.parametrize("name", ["seen.once.example"])
def test_a_name_that_one_version_saw_is_allowed(name: str) -> None:
    ours = tables()
    extra = pl.DataFrame([(SERVER, name, "http_host")], schema=ours.names.schema, orient="row")
    ours.names = pl.concat([ours.names, extra])
    assert differences(DATA, ours) == []


def test_a_decrypted_name_would_be_invented() -> None:
    ours = tables()
    extra = pl.DataFrame([(SERVER, "secret.example", "http_host")], schema=ours.names.schema, orient="row")
    ours.names = pl.concat([ours.names, extra])
    assert differences(DATA, ours) == ["invented http_host"]


def test_no_time_where_the_truth_has_none_and_no_time_invented() -> None:
    data = copy.deepcopy(DATA)
    data["tcp_handshakes"][0]["first_syn_to_synack_ns"] = None
    assert differences(data, tables()) == ["rtt_ns"]
    ours = tables()
    ours.handshakes = ours.handshakes.with_columns(rtt_ns=pl.lit(None, pl.Int64))
    assert differences(data, ours) == []


def test_traffic_to_itself_is_counted_on_both_sides() -> None:
    flows = pl.DataFrame(
        {
            "client_ip": ["127.0.0.1"],
            "server_ip": ["127.0.0.1"],
            "packets_up": [2],
            "ip_octets_up": [80],
            "packets_down": [1],
            "ip_octets_down": [40],
        }
    )
    assert traffic_by_address(flows) == {"127.0.0.1": (3, 120, 3, 120)}


@pytest.mark.parametrize(
    ("value", "host"),
    [
        ("Example.com", "example.com"),
        ("example.com:8080", "example.com"),
        ("192.0.2.1:80", None),
        ("[2001:db8::1]:80", None),
        ("", None),
    ],
)
def test_host_of_a_host_field(value: str, host: str | None) -> None:
    assert truth.host_of(value) == host


def test_a_known_difference_is_explained_and_a_stale_one_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Difference("x.pcap", "packets", "capture", "1", "2")
    known = known_differences.Known(
        fixture="x.pcap", check="packets", subject_sha256=found.subject_sha256, reason="!"
    )
    monkeypatch.setattr(known_differences, "KNOWN", (known,))
    other = Difference("y.pcap", "packets", "capture", "1", "2")
    assert known_differences.unexplained((found, other)) == (other,)
    assert known_differences.stale((found,)) == ()
    assert known_differences.stale((other,)) == (known,)
