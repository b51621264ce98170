"""The subject, every way out of it, and where packets were seen; never a planted value."""

from __future__ import annotations

from dataclasses import replace

from harness.model.honey import Honey, HoneyKind
from harness.reports.html.page import verification_page
from harness.reports.html.subject import verification_subject
from tests.support.html_text import section_text
from tests.support.verification_example import example


def test_every_way_out_says_what_was_done_about_it() -> None:
    view = verification_subject(example())
    assert [tone for tone, _ in view.ways_out] == ["", "", "doubt"]
    assert view.ways_out[2][1] == "aircraft-4g (dongle) UNOBSERVED"
    assert [row[:2] for row in view.devices] == [
        ("phone", "under test, phone"),
        ("aircraft", "under test, aircraft"),
        ("gateway clock", "our own tool, excluded"),
        ("lab television", "other, excluded"),
    ]
    assert view.points[0] == (
        "ashburn", "gateway-lan", "US", "isp", "1.0000, 2.0000, within 25 km", "192.168.8.1", "app store US",
    )  # fmt: skip


def test_what_was_planted_is_named_and_its_value_is_not() -> None:
    base = example()
    honey = (Honey(id="mail", kind=HoneyKind.ACCOUNT_EMAIL, values=("falcon-7731@example.org",)),)
    page = verification_page([replace(base, scenario=replace(base.scenario, honey=honey))])
    assert "mail (account email)" in section_text(page, "subject")
    assert b"falcon-7731" not in page
