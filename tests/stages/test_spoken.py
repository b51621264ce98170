"""What is spoken: by hellos, names and payloads, and never by port."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from harness.model.protocols import PORTS, Protocol
from harness.model.words import HelloTransport, NameSource
from harness.stages.spoken import PORT_WORDS, spoken
from harness.tables.hellos import HELLOS
from harness.tables.protocols import PROTOCOLS
from tests.support.places_example import frame
from tests.support.tables import name, names_of
from tests.support.told import hello, protocol

Row = dict[str, Any]


def words(*, hellos: tuple[Row, ...] = (), names: tuple[Row, ...] = (), protocols: tuple[Row, ...] = ()):
    found = spoken(frame(HELLOS, *hellos), names_of(*names), frame(PROTOCOLS, *protocols))
    return sorted(found.select("flow_id", "protocol").iter_rows())


@pytest.mark.parametrize("transport", [one.value for one in HelloTransport])
def test_a_hello_is_of_what_carried_it(transport: str) -> None:
    assert words(hellos=(hello(transport=transport),)) == [(0, transport)]


@pytest.mark.parametrize(("source", "word"), [
    ("dns", "dns"), ("dns_cname", "dns"), ("dns_hint", "dns"), ("ptr", "dns"), ("mdns", "mdns"), ("llmnr", "llmnr"),
    ("http_host", "http"), ("certificate", "tls"),
])  # fmt: skip
def test_some_names_tell_the_protocol_that_told_them(source: str, word: str) -> None:
    assert words(names=(name("a.example", source),)) == [(0, word)]


@pytest.mark.parametrize("source", ["hosts_file", "capture_nrb"])
def test_what_no_packet_of_a_flow_told_is_no_protocol(source: str) -> None:
    assert words(names=(name("a.example", source, flow_id=None),)) == []


@pytest.mark.parametrize("source", [one.value for one in NameSource])
def test_no_source_of_names_is_unknown_here(source: str) -> None:
    assert len(words(names=(name("a.example", source),))) < 2


def test_each_protocol_of_a_flow_is_there_once() -> None:
    told = (protocol("mqtt"), protocol("mqtt", "topic", "a/b"), protocol("tls", "malformed", "bad_length"))
    found = words(hellos=(hello(), hello(flow_id=1)), names=(name("a", "http_host"),), protocols=told)
    assert found == [(0, "http"), (0, "mqtt"), (0, "tls"), (1, "tls")]


def test_every_port_is_in_the_frame_once() -> None:
    assert PORT_WORDS.height == len(PORTS) == PORT_WORDS.select("transport", "server_port").n_unique()
    row = PORT_WORDS.filter(pl.col("transport") == "udp", pl.col("server_port") == 51820)
    assert row["port_protocol"].item() == Protocol.WIREGUARD
