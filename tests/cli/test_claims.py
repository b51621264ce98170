"""``harness claims``: what is ready, and what a scenario has to add."""

from __future__ import annotations

import json

import pytest

from harness.cli import claims
from harness.errors import UsageError


def said(capfd: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert claims.run(claims.request(list(arguments))) == 0
    return capfd.readouterr().out


def test_every_ready_claim_is_told_at_80_columns(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = said(capfd)
    assert text.count("\n\n") == 9
    assert max(map(len, text.splitlines())) <= 80
    assert "no-data-to-mainland-china (location)" in text
    assert "A scenario has to give: only." in text


def test_those_asked_for_in_their_order(capfd: pytest.CaptureFixture[str]) -> None:
    told = json.loads(said(capfd, "only-listed-hosts", "no-third-party-analytics", "--json"))["claims"]
    assert [(one["id"], one["needs"], one["claim"]["kind"]) for one in told] == [
        ("only-listed-hosts", ["only"], "name"),
        ("no-third-party-analytics", ["never"], "name"),
    ]


@pytest.mark.parametrize(
    ("wrong", "hint"), [("only-listed-host", "did you mean only-listed-hosts"), ("x", "there are")]
)
def test_an_unknown_one_is_refused_with_what_was_meant(wrong: str, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        claims.run(claims.request([wrong]))
