"""Servers behind NAT64 prefixes that a DNS answer tells, on made-up captures; and answers that lie.

The DNS messages are made by dnspython. The addresses behind are routed ones, so that the embedded data know them.
"""

from __future__ import annotations

from pathlib import Path

import dns.message
import dns.rrset
import pytest

from harness.model.words import CountryAnswer
from harness.pipeline import analyze
from tests.support import frames
from tests.support.conversations import SECOND, every

CLIENT_V6, RESOLVER_V6 = "2001:db8:5::20", "2001:db8:5::1"


def told_prefix(answer: str) -> bytes:
    """A frame with an answer for ipv4only.arpa, the message made by dnspython."""
    query = dns.message.make_query("ipv4only.arpa", "AAAA")
    message = dns.message.make_response(query)
    message.answer.append(dns.rrset.from_text("ipv4only.arpa.", 60, "IN", "AAAA", answer))
    return frames.ethernet(frames.ip(RESOLVER_V6, CLIENT_V6, 17, frames.udp(53, 50001, message.to_wire())))


def sent_to(server: str) -> list[bytes]:
    """Opening, and 300 octets of payload to a server."""
    up, down = (CLIENT_V6, server, 6), (server, CLIENT_V6, 6)
    return [
        frames.ethernet(frames.ip(*up, frames.tcp(40000, 443, seq=1000, flags=frames.SYN))),
        frames.ethernet(frames.ip(*down, frames.tcp(443, 40000, seq=5000, ack=1001, flags=frames.SYN | frames.ACK))),
        frames.ethernet(frames.ip(*up, frames.tcp(40000, 443, bytes(300), seq=1001, ack=5001))),
    ]  # fmt: skip


def write(path: Path, packets: list[bytes]) -> str:
    path.write_bytes(frames.pcap(every(SECOND, packets)))
    return str(path)


@pytest.mark.parametrize(
    ("answer", "server"),
    [
        ("fd00:64::192.0.0.170", "fd00:64::114.80.0.7"),
        ("2001:db8:122:344:c0:0:aa00::", "2001:db8:122:344:72:5000:700::"),
    ],
)
def test_a_server_behind_a_told_nat64_prefix_is_found_in_its_country(
    tmp_path: Path, answer: str, server: str
) -> None:
    packets = [told_prefix(answer), *sent_to(server)]
    found = analyze([write(tmp_path / "phone.pcap", packets)], countries=["CN"])
    (row,) = found.endpoints.filter(server_port=443).rows(named=True)
    assert (row["scope"], row["scope_kind"], row["nat64_packet"]) == ("internet", "nat64", 1)
    assert row["nat64_capture"] == found.captures["capture"][0]
    assert found.places.filter(server_ip=row["server_ip"])["looked_up_ip"].to_list() == ["114.80.0.7"]
    (witness,) = found.answers[0].witnesses
    assert (witness.server_ip, "114.80.0.7 behind the NAT64 prefix" in witness.reason) == (
        row["server_ip"],
        True,
    )
    alone = analyze([write(tmp_path / "alone.pcap", packets[1:])], countries=["CN"])
    assert alone.answers[0].witnesses == ()


BEHIND = "c00:1"
"""12.0.0.1, which the embedded data place in the United States."""


@pytest.mark.parametrize("answer", ["2408:4000::192.0.0.170", "2408:4000::192.0.0.171"])
def test_a_forged_prefix_never_clears_a_server(tmp_path: Path, answer: str) -> None:
    """The prefix is made of the server's own address, so that an address in another country seems to stand behind it."""
    in_cn = f"2408:4000::{BEHIND}"
    (plain,) = analyze([write(tmp_path / "a.pcap", sent_to(in_cn))], countries=["CN"]).answers
    assert plain.answer is CountryAnswer.WITNESSED
    lied_to = write(tmp_path / "b.pcap", [told_prefix(answer), *sent_to(in_cn)])
    (doubtful,) = analyze([lied_to], countries=["CN"]).answers
    assert doubtful.answer is CountryAnswer.POSSIBLE
    (lead,) = [lead for lead in doubtful.possible if lead.server_ip == in_cn]
    assert "by a DNS answer it is a NAT64 address" in lead.reason


def test_behind_a_prefix_that_is_clear_itself_a_clear_address_is_clear(tmp_path: Path) -> None:
    packets = [told_prefix("2a02:8106::192.0.0.170"), *sent_to(f"2a02:8106::{BEHIND}")]
    (found,) = analyze([write(tmp_path / "a.pcap", packets)], countries=["CN"]).answers
    assert f"2a02:8106::{BEHIND}" not in {lead.server_ip for lead in (*found.witnesses, *found.possible)}
