"""The manifest: everything that is known, and what may have been missed in sentences."""

from __future__ import annotations

import json

import pytest

from harness.live.sealing.evidence import evidence_of
from harness.live.sealing.manifest import OPENING, Filling, blind_spots, manifest, vantages_of
from tests.support.evidence_made import at, begins, ends, event, kept, part, session


def spots(*events: dict[str, object], files: object = None, torn: bool = False) -> list[str]:
    found = [part(1, 1, 30), part(2, 31, 55)] if files is None else files
    return list(blind_spots(evidence_of(kept(*events, torn=torn), {}, found)))  # type: ignore[arg-type]


def test_a_whole_session_has_no_blind_spot() -> None:
    assert list(blind_spots(session())) == []


LAN = {"vantage": "lan", "interface": "eth1"}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            (
                event("gap-begins", 20, from_ns=at(19), why="it went", **LAN),
                event("gap-ends", 25, to_ns=at(25), **LAN),
            ),
            "lan (eth1) was not captured on from 2026-11-02T10:00:19.000000Z to 2026-11-02T10:00:25.000000Z: it went",
        ),
        (
            (event("gap-begins", 20, from_ns=at(19), why="it went", **LAN),),
            "lan (eth1) was not captured on from 2026-11-02T10:00:19.000000Z to the end: it went",
        ),
        (
            (event("interface-drops", 60, packets=7, **LAN),),
            "lan-r001: the interface itself lost 7 frames since capturing began there",
        ),
        (
            (event("interface-drops", 60, packets=None, **LAN),),
            "lan: the system does not say how many frames the interface itself lost",
        ),
        (
            (event("clock-step", 20, stepped_ns=-1_500_000_000, slept_ns=0),),
            "the clock was set back by 1.500 s, seen at 2026-11-02T10:00:20.000000Z",
        ),
        (
            (event("slept", 20, stepped_ns=0, slept_ns=9_000_000_000),),
            "the machine slept for 9.0 s, in which nothing was captured, seen at 2026-11-02T10:00:20.000000Z",
        ),
        (
            (event("disk-full", 50, free_octets=1, reserve_octets=2),),
            "capturing ended at 2026-11-02T10:00:50.000000Z because the disk was about to be full",
        ),
    ],
)
def test_what_happened_is_a_blind_spot(more: tuple[dict[str, object], ...], words: str) -> None:
    assert list(blind_spots(session(*more))) == [words]


def test_an_interface_that_lost_nothing_is_none() -> None:
    assert list(blind_spots(session(event("interface-drops", 60, packets=0, **LAN)))) == []


def test_loss_cut_packets_damaged_and_missing_files_are_told() -> None:
    files = [part(1, 1, 30), part(4, 31, 55, problem="cut or damaged at octet 9")]
    assert spots(begins(snaplen=96), ends(dropped=5), event("ended", 60), files=files) == [
        "lan-r001: 5 packets were lost",
        "lan-r001: of each packet only 96 octets were kept",
        "captures/lan-r001_00004_20261102101500.pcapng: cut or damaged at octet 9",
        "lan-r001: 2 of its files are not there: 2, 3",
    ]


def test_a_journal_that_is_damaged_or_missing_is_told() -> None:
    assert spots(begins(), ends(), event("ended", 60), torn=True)[0] == (
        "the journal is damaged: what the lost lines said is not known"
    )
    assert spots()[0].startswith("there is no journal")
    assert spots(begins(), ends())[-1] == "nobody saw capturing end: the machine or harness stopped before"


def test_the_document_is_ascii_opens_as_one_and_says_the_same_each_time() -> None:
    filling = Filling(given=True, cell="de-1", vantages={"lan": "de"}, notes=("n",))
    found = session(event("note", 20, text="\x1b[1m \ud800 ü"))
    document = manifest(found, filling, ["no report: x"])
    assert document == manifest(found, filling, ["no report: x"])
    assert document.isascii()
    assert b"\x1b" not in document
    assert document.startswith(OPENING)
    told = json.loads(document)
    assert told["notes"] == [{"text": "\x1b[1m \ud800 ü", "at_ns": at(20)}]
    assert told["scenario"] == {
        "given": True,
        "cell": "de-1",
        "vantage_points": {"lan": "de"},
        "notes": ["n"],
    }
    assert [file["packets"] for file in told["runs"][0]["files"]] == [10, 10]
    assert told["sealing"] == ["no report: x"]


def test_vantage_points_each_once() -> None:
    assert vantages_of(session()) == ("lan",)
