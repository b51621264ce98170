"""What is to be contacted, what was measured, and what that cannot prove."""

from __future__ import annotations

import json

from harness.model.active import ActiveDistance, ActiveKind, ActiveSample, ActiveTarget, Ending
from harness.model.sites import Site
from harness.reports.geo_probe import LIMITS, announced, far, head_line, render, sample_line

SITE = Site(50.11, 8.68, 25.0)
SAMPLE = ActiveSample(
    ActiveKind.TLS_HELLO,
    "2001:db8::7",
    443,
    "cloud.vendor.example",
    1_795_737_600 * 10**9,
    20_010_001,
    Ending.ANSWERED,
)
FOUND = ActiveDistance("2001:db8::7", 3, 1, SAMPLE, (), 3_001.2, ("CN", "JP"))


def test_what_is_to_be_contacted_is_told_with_names() -> None:
    targets = [
        ActiveTarget("203.0.113.7", 8080, None, tls=False),
        ActiveTarget("2001:db8::7", 443, "cloud.vendor.example", tls=True),
    ]
    said = announced(targets, count=10, spacing_s=0.5, width=80)
    assert "10 connections to each, one at a time, 0.5 s apart" in said
    assert "203.0.113.7:8080" in said
    assert "[2001:db8::7]:443" in said
    assert "cloud.vendor.example" in said
    assert max(map(len, said.splitlines())) <= 80


def test_every_line_of_the_file_says_that_it_is_active() -> None:
    head = json.loads(head_line(began_ns=5, site=SITE, count=1, timeout_s=2, spacing_s=0.1, total_s=3))
    assert (head["schema"], head["active"], head["egress_address"]) == ("harness-active", True, None)
    assert head["site"] == {"latitude": 50.11, "longitude": 8.68, "error_km": 25.0}
    assert head["limits"] == list(LIMITS)
    line = sample_line(SAMPLE)
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    told = json.loads(line)
    assert (told["active"], told["counts"], told["rtt_ns"], told["ending"]) == (
        True,
        True,
        20_010_001,
        "answered",
    )
    assert (
        json.loads(head_line(began_ns=5, site=None, count=1, timeout_s=2, spacing_s=0, total_s=3))["site"]
        is None
    )


def test_the_report_rounds_to_the_safe_side_and_says_what_it_cannot_prove() -> None:
    silent = ActiveDistance("203.0.113.9", 0, 4, None, (), None, ())
    said = render([FOUND, silent], SITE, 80, countries=["CN"], colour=False)
    assert "2001:db8::7  20.1 ms  3 of 4  3,002 km  excluded" in said
    assert "203.0.113.9" in said
    assert "tls_hello at 2026-11-27" in said
    assert said.count("\n- ") == len(LIMITS)
    assert max(map(len, said.splitlines())) <= 80
    assert "open" in render([FOUND], SITE, 80, countries=["CN", "US"], colour=False)


def test_doubts_and_a_place_that_is_not_stated_are_told() -> None:
    doubted = ActiveDistance("2001:db8::7", 3, 1, SAMPLE, ("far_below_hello",), 3_001.2, ())
    said = render([doubted], None, 80, countries=["CN"], colour=False)
    assert "not stated (--at)" in said
    assert "bounds nothing: far below hello" in " ".join(said.split())


def test_half_a_turn_is_anywhere() -> None:
    assert (far(20_003.1), far(20_004)) == ("20,004 km", "anywhere")
