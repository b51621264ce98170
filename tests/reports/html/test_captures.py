"""Captures with their digests, and what could not be read of them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from harness.reports.html.captures import analysis_captures, verification_captures
from tests.support import analysis_example
from tests.support.verification_example import example


def test_each_file_has_its_digest_its_packets_and_its_drops() -> None:
    view = verification_captures(example())
    assert view.opening.startswith("5 captures, 61,725 packets")
    first = view.captures[0]
    assert first.digest == f"sha256 {'a' * 12 * 0}{example().captures['sha256'][0]}"
    assert first.facts[0] == "2026-11-02 10:00:00 UTC to 2026-11-02 10:30:00 UTC, 30 min"
    assert first.facts[1] == "12,345 packets, 0 unread; 7,340,032 octets"
    assert first.facts[-1] == "dropped packets: 0"


def test_what_is_not_known_is_said_so() -> None:
    base = example()
    captures = base.captures.with_columns(
        sha256=pl.lit(None, pl.String), drops=pl.lit(None, pl.UInt64), cut_packets=pl.lit(3, pl.UInt64)
    )
    first = verification_captures(replace(base, captures=captures)).captures[0]
    assert first.digest == "no digest: it was not read to its end"
    assert first.facts[-1] == "dropped packets: not told"
    assert first.troubles == ("CUT: 3 packets kept shorter than on the wire",)


def test_of_an_analysis_what_was_passed_over_and_who_was_seen_stand_there_too() -> None:
    view = analysis_captures(analysis_example.example())
    assert len(view.captures) == 2
    assert view.notes[0].startswith("SYNTHETIC")
    assert view.stations
    assert not analysis_captures(analysis_example.without_rows()).captures
