"""Differences from the ground truth that are understood, each with its reason.

An entry allows exactly one difference; one that no longer occurs fails the totals
test, so the list can only be true. docs/ground-truth.md is written from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.compare import Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One understood difference."""

    fixture: str
    check: str
    subject_sha256: str
    """First 12 hex digits: the subject itself is a stranger's."""
    reason: str

    def covers(self, difference: Difference) -> bool:
        """It is this difference."""
        return (self.fixture, self.check, self.subject_sha256) == (
            difference.fixture,
            difference.check,
            difference.subject_sha256,
        )


_OUTER = (
    "The truth counts a packet in L2TP for the addresses inside only. Ours counts the tunnel's ends too where one is beyond the "
    "local network, with their own octets, so that opening a tunnel hides nobody that data were sent to (decision 0088)."
)

_SYN_TWICE = (
    "The SYN is in the capture twice, 26 to 82 µs apart, and without timestamps: which of the two was answered is not certain "
    "(Karn's problem), so ours takes no time. tshark's own two candidates differ by as much."
)
_BLOCKS = (
    "tshark shows 3 custom blocks as frames, with no link type and no time. They hold no packet: the header scan counts 8 too. "
    "Time and lengths of the 8 are equal."
)

_SECOND_HELLO = (
    "The second ClientHello of a connection, after a HelloRetryRequest. It stands behind a ChangeCipherSpec record in its segment, "
    "where none is looked for; it repeats the name of the first (RFC 8446 §4.1.2), which is read."
)
_IPHONE = "ndpi/tests/cfgs/default/pcap/iphone.pcap"
_PAIRED = (
    "In messages of multicast DNS with SRV, TXT and NSEC records the truth pairs tshark's flat lists of names and types with each other's "
    "neighbours. tshark -V shows the addresses at the host, whose name ours has, and the pointer of the address at the host too."
)

KNOWN: tuple[Known, ...] = (
    *(
        Known(
            fixture="gopacket/pcapgo/tests/be/test202.pcapng",
            check=check,
            subject_sha256="460ee6aa3a80",
            reason=_BLOCKS,
        )
        for check in ("packets", "packets without IP")
    ),
    *(
        Known(
            fixture="ndpi/tests/cfgs/default/pcap/1kxun.pcap",
            check="rtt_ns",
            subject_sha256=subject,
            reason=_SYN_TWICE,
        )
        for subject in (
            *("c96913f5dab3", "7a4cb88ef1e5", "e3143e90c164", "11f8b4119060", "862aa273d0d2", "0505b23b555e"),
            *("9706663f527d", "40f44c7808f0", "1c6ffcc3f319", "9466de27a6a3", "13b63f65674e", "a941ffb09657"),
            *("f7f54e3feee7", "1c2a67e35362", "4743c06f201c"),
        )
    ),
    *(
        Known(fixture="dpkt/examples/data/nb6-http.pcap", check=check, subject_sha256=subject, reason=_OUTER)
        for check, subject in (
            ("octets", "82979445b73e"),
            ("octets", "cc1fee81b408"),
            ("conversation", "98b77b4c9452"),
        )
    ),
    *(
        Known(fixture=_IPHONE, check=check, subject_sha256=subject, reason=_PAIRED)
        for check, subject in (
            *(("invented mdns", subject) for subject in ("ea0f58b3fa05", "953161747abe", "2f94bb86e066")),
            *(("missing mdns", subject) for subject in ("ce4f662406e0", "0ff96b2febe9", "8e83efa786fd")),
            ("missing ptr", "d38b49010b8d"),
        )
    ),
    Known(
        fixture="pcapdroid/app/src/main/jni/tests/pcap/metadata.pcap",
        check="hello",
        subject_sha256="3d217ec62408",
        reason=_SECOND_HELLO,
    ),
    Known(
        fixture="zeek/testing/btest/Traces/dns-edns-ecs.pcap",
        check="invented dns",
        subject_sha256="52048dc74358",
        reason=(
            "The record is in the packet: tshark -V shows it in frame 18. The truth pairs tshark's flat lists of "
            "names and types, and in a message with NSEC3 and RRSIG records the type list is longer than the "
            "name list, so this pair is lost there."
        ),
    ),
)


def not_there(fixture: str, source: str, names: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those names, of what the truth requires, whose absence is explained."""
    missing = {
        name: Difference(fixture, f"missing {source}", f"{name[0]} {name[1]}", "present", "absent")
        for name in names
    }
    return {name for name, difference in missing.items() if any(known.covers(difference) for known in KNOWN)}


def unexplained(differences: tuple[Difference, ...]) -> tuple[Difference, ...]:
    """Differences that no entry covers."""
    return tuple(d for d in differences if not any(known.covers(d) for known in KNOWN))


def stale(differences: tuple[Difference, ...]) -> tuple[Known, ...]:
    """Entries that no difference bears out any more."""
    return tuple(known for known in KNOWN if not any(known.covers(d) for d in differences))
