"""How far contact got, from flow records and from octets on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from harness.kernel.codes import F_ACK, F_RST, P_UDP
from harness.stages.contact_levels import HANDSHAKE_REST_OCTETS, contact_levels
from tests.support.conversations import MS, client_hello, down, every, opening, up
from tests.support.frames import pcap
from tests.support.reading import joined, read
from tests.support.tables import opened, record, records_of


def level(row: dict[str, Any], client: int = 0) -> str:
    (found,) = contact_levels(records_of(row), np.array([client])).to_list()
    return str(found)


def test_a_syn_without_answer_or_refused_is_an_attempt() -> None:
    assert level(opened()) == "attempted"
    assert level(opened(packets=(1, 1), flags=(2, F_RST | F_ACK))) == "attempted"
    assert level(record(packets=(0, 1), b_port=443), client=1) == "attempted"


def test_an_answer_without_payload_is_a_connection() -> None:
    assert level(opened(rtt_ns=5, packets=(2, 1), flags=(18, 18))) == "connected"
    assert level(opened(rtt_ns=5, packets=(2, 2), flags=(18, 18 | F_RST))) == "connected"
    assert level(record(protocol=P_UDP)) == "connected"


def test_what_the_server_alone_sent_is_no_data_of_the_client() -> None:
    assert level(opened(rtt_ns=5, packets=(2, 9), payload_octets=(0, 9000))) == "connected"
    assert level(opened(rtt_ns=5, packets=(9, 2), payload_octets=(9000, 0)), client=1) != "data"


@pytest.mark.parametrize(("sealed", "expected"), [
    (0, "handshake"), (HANDSHAKE_REST_OCTETS, "handshake"), (HANDSHAKE_REST_OCTETS + 1, "data"),
])  # fmt: skip
def test_a_handshake_is_no_data_until_more_than_its_rest_was_sealed(sealed: int, expected: str) -> None:
    row = opened(
        rtt_ns=5, packets=(5, 5), payload_octets=(900, 900), handshake=(1, 1), sealed_octets=(sealed, 9000)
    )
    assert level(row) == expected


def test_payload_in_clear_is_data_but_for_a_keep_alive_s_octet() -> None:
    assert level(opened(rtt_ns=5, packets=(5, 5), payload_octets=(2, 0))) == "data"
    assert level(opened(rtt_ns=5, packets=(5, 5), payload_octets=(1, 0))) == "connected"


def test_payload_on_a_syn_that_is_never_answered_is_an_attempt() -> None:
    row = opened(packets=(3, 0), payload_octets=(500, 0)) | {"synacks": 0, "flags": (2, -1)}
    assert level(row) == "attempted"


def test_a_lone_record_seen_from_the_middle_on_is_no_data() -> None:
    row = record(packets=(5, 5), payload_octets=(24, 0), handshake=(1, 0), sealed_octets=(19, 0))
    assert level(row) == "handshake"


def test_a_quic_handshake_is_no_data() -> None:
    row = record(protocol=P_UDP, packets=(5, 5), payload_octets=(2400, 2400), handshake=(1, 1))
    assert level(row) == "handshake"
    assert level(row | {"sealed_octets": (65, 0)}) == "data"


def test_levels_from_octets_on() -> None:
    hello, sealed = client_hello("cloud.example"), b"\x17\x03\x03\x01\x2c" + bytes(300)
    told = [down(b"\x16\x03\x03\x00\x10" + bytes(16)), up(sealed, seq=1001 + len(hello))]
    steps = [*opening(), up(hello), *told]
    found = []
    for count in range(1, len(steps) + 1):
        rows = joined(read(pcap(every(MS, steps[:count]))).flows)
        found += contact_levels(rows, rows["initiator"].astype(np.int64)).to_list()
    assert found == ["attempted", "connected", "connected", "handshake", "handshake", "data"]
