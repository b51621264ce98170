"""What a file of the add-on says of itself, by its own events."""

from __future__ import annotations

from typing import Any

from harness.model.interception import passed_through_said
from harness.wire.proxy_notes import MOST, ProxyNotes

BEGAN = {
    "mitmproxy": "11.0.2", "mode": "transparent", "quic": "block", "ca_store": "user",
    "interference": ["tls_interception", "quic_blocked"], "effects": ["lan_times", "wan_fingerprint"],
}  # fmt: skip


def notes(*events: tuple[str, dict[str, Any]]) -> ProxyNotes:
    found = ProxyNotes()
    for name, event in events:
        found.take(name, event)
    return found


def test_the_rig_is_told_once_however_often_the_file_begins() -> None:
    found = notes(("began", BEGAN), ("began", BEGAN | {"goes_on": True}))
    assert found.tool == "mitmproxy 11.0.2, add-on of harness"
    assert found.statements() == (
        "proxy: mode transparent, quic block, ca_store user",
        "interference: quic_blocked, tls_interception",
        "what interception changes in what is observed: lan_times, wan_fingerprint",
    )


def test_what_was_left_alone_found_and_lost_is_counted() -> None:
    hello = {"sni": "a.example", "server": ["198.51.100.7", 443], "passthrough": True}
    found = notes(
        ("tls_clienthello", hello),
        ("tls_clienthello", hello),
        ("tls_clienthello", hello | {"sni": None}),
        ("tls_clienthello", hello | {"passthrough": False, "sni": "b.example"}),
        ("content", {"needle": "serial", "way": "up", "where": "body"}),
        ("content", {"needle": None, "unsearched": 5}),
        ("request", {"lost_before": 7}),
        ("addon_error", {}),
    )
    assert found.statements() == (
        "passed through unopened, because the proxy stood in the way: a.example (2), 198.51.100.7:443 (1)",
        "planted values seen by the add-on: serial up body (1)",
        "octets that the add-on did not search: 5",
        "events that could not be written: 7",
        "events lost by a fault of the add-on: 1",
    )


def test_a_lab_says_that_it_is_made_up() -> None:
    assert notes(("began", {"comment": "SYNTHETIC: lab 1"})).statements() == ("SYNTHETIC: lab 1",)


def test_files_of_other_writers_say_nothing() -> None:
    found = notes(("request", {}), ("tls_clienthello", {"sni": "a.example"}))
    assert (found.tool, found.statements()) == (None, ())


def test_hostile_words_are_escaped_cut_and_bounded() -> None:
    odd = {
        "mode": "\x1b[2J" * 99,
        "quic": 5,
        "interference": "tls_interception",
        "effects": [1, "<b>", "no_sni"],
        "mitmproxy": ["8"],
    }
    hellos = [
        ("tls_clienthello", {"sni": f"{number}\n.example", "passthrough": True}) for number in range(MOST + 9)
    ]
    found = notes(("began", odd), *hellos)
    texts = found.statements()
    assert all(text.isascii() and text.isprintable() and len(text) <= 1_000 for text in texts)
    assert texts[0].startswith(r"proxy: mode \x1b[2J")
    listed = passed_through_said(texts)
    assert 40 < len(listed) < MOST
    assert listed <= {rf"{number}\010.example" for number in range(MOST)}
    assert texts[1].endswith(f", {MOST - len(listed)} more")
    assert texts[2] == "what interception changes in what is observed: no_sni"
