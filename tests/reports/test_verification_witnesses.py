"""Witnesses as they are told: every cell before a second of any, and whose, how known and how far in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from harness.model.claims import Grade
from harness.reports.lines import paint
from harness.reports.verification_facts import Facts
from harness.reports.verification_witnesses import finding_lines
from harness.tables.verification import Verification
from tests.support.verification_example import example


def told(verification: Verification, *, all_rows: bool = True) -> str:
    lines = paint(finding_lines(Facts(verification), 100, all_rows=all_rows), colour=False)
    return " ".join(lines.split())


def with_contacts(**values: Any) -> Verification:
    """The example with columns of its contacts overwritten."""
    base = example()
    columns = (pl.lit(value, dtype=base.contacts.schema[name]).alias(name) for name, value in values.items())
    return replace(base, contacts=base.contacts.with_columns(columns))


def test_one_witness_of_each_cell_stands_before_a_second_of_any() -> None:
    base = example()
    cells = pl.Series("cell", ["br-v1", "br-v1", "br-v1", "br-v1", "br-v1", "sg-v1.1", "br-v1", "br-v1"])
    leads = base.leads.with_columns(cells.head(base.leads.height))
    findings = base.findings.filter(pl.col("finding").str.ends_with("/log.skylark.example"))
    shown = findings.with_columns(leads=pl.Series([[0, 1, 2, 3, 5]], dtype=pl.List(pl.UInt64)))
    text = told(replace(base, leads=leads, findings=shown), all_rows=False)
    packets = [row["packet"] for row in base.contacts.to_dicts()]
    contacts = [leads["contact_id"][number] for number in (0, 5, 1, 2)]
    first, second, third, fourth = (text.find(f"packet {packets[number]}") for number in contacts)
    assert -1 < first < second < third
    assert fourth == -1
    assert "... and 2 more witnesses" in text


@pytest.mark.parametrize("grade", Grade)
def test_each_grade_says_how_the_owner_is_known(grade: Grade) -> None:
    text = told(with_contacts(grade=grade.value))
    assert f"grade {grade.value}, " in text


def test_a_witness_by_no_listed_device_is_told_as_such() -> None:
    text = told(with_contacts(device=None, grade=None))
    assert "sent by a sender that is no listed device (192.168.8.20)" in text
    assert "no grade" in text


def test_a_witness_outside_every_step_and_without_a_name_says_so() -> None:
    text = told(with_contacts(step=None, name=None))
    assert "outside every step" in text
    assert "(no name seen) 203.0.113.7" in text


def test_a_finding_that_is_gone_is_told_with_the_cells_that_do_not_show_it() -> None:
    text = told(example())
    assert "no-data-to-cn/crash.skylark.example: NOT SEEN SINCE" in text
    assert "later and not seen in sg-v1.1" in text


def test_where_nothing_was_found_nothing_is_said_to_be_absent() -> None:
    base = example()
    text = told(replace(base, findings=base.findings.clear()))
    assert text == "Findings: 0 No packet that was read contradicts a claim."
