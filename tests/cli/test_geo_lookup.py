"""``harness geo lookup``: four questions, apart."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest

from harness.cli import geo_lookup
from harness.cli.geo_lookup import Request
from harness.errors import UsageError

DAY = date(2026, 6, 20)
ASKED = ("8.8.8.8", "52.80.0.10", "47.88.1.1", "43.10.1.1", "10.0.0.1", "2a00:1450:4001::1", "203.0.113.1")


def lines(capfd: pytest.CaptureFixture[str], *addresses: str, as_json: bool = False) -> list[str]:
    geo_lookup.run(Request(addresses=addresses, date=DAY, json=as_json))
    return capfd.readouterr().out.splitlines()


def test_one_line_each(capfd: pytest.CaptureFixture[str]) -> None:
    head, *rows = lines(capfd, *ASKED)
    assert head.split() == ["ADDRESS", "STATUS", "WHERE", "RIR", "OP", "AS", "CLOUD"]
    told = {row.split()[0]: row.split()[1:] for row in rows}
    assert told["52.80.0.10"] == ["agreed", "CN", "CN", "CN", "AS55960", "aws", "cn-north-1"]
    assert told["47.88.1.1"] == ["agreed", "US", "US", "CN", "AS45102"]
    assert told["43.10.1.1"][-1] == "-AS37963"
    assert told["10.0.0.1"] == ["local", "?", "?", "?"]
    assert told["203.0.113.1"][:2] == ["unknown", "?"]
    assert max(map(len, rows)) <= 80


def test_json_keeps_the_questions_apart(capfd: pytest.CaptureFixture[str]) -> None:
    alibaba = json.loads(lines(capfd, "47.88.1.1", as_json=True)[0])
    assert alibaba["operator"] == {
        "asn": 45102,
        "organisation": alibaba["operator"]["organisation"],
        "country": "CN",
        "routed": True,
    }
    assert {vote["country"] for vote in alibaba["geolocated"]["located"]} == {"US"}
    assert (alibaba["physical"], alibaba["status"], alibaba["candidates"]) == (None, "agreed", ["US"])


def test_addresses_from_standard_input(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("8.8.8.8\n\n1.1.1.1\n8.8.8.8\n"))
    assert [line.split()[0] for line in lines(capfd, "-")[1:]] == ["8.8.8.8", "1.1.1.1"]


def test_every_text_that_is_no_address_is_told() -> None:
    with pytest.raises(UsageError, match=r"(?s)'a\.example' is no address.*'1\.2\.3' is no address"):
        geo_lookup.run(Request(addresses=("a.example", "1.2.3"), date=DAY, json=False))
