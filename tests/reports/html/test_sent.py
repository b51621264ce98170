"""Who was sent what: each endpoint once in a cell, the subject's alone, a witness never lost."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from harness.model.words import Owner, Standing
from harness.reports.html.sent import sent_by_subject, sent_in
from tests.support import analysis_example
from tests.support.verification_example import example


def octets(frame: pl.DataFrame) -> int:
    return int(frame["payload_octets_up"].sum())


def test_rows_are_the_subject_s_contacts_of_test_cells_or_what_could_be() -> None:
    found = example()
    owners = [Owner.SUBJECT, Owner.DELEGATED, Owner.UNASSIGNED]
    wanted = found.contacts.filter(
        pl.col("owner").is_in([owner.value for owner in owners]) & (pl.col("scope") != "local")
    )
    rows = sent_by_subject(found)
    assert rows
    assert {row.address for row in rows} <= set(wanted["server_ip"])
    assert sum(row.octets_up for row in rows) <= octets(wanted)
    assert (
        sent_by_subject(replace(found, contacts=found.contacts.with_columns(owner=pl.lit("background"))))
        == []
    )


def test_what_two_vantage_points_of_a_cell_saw_counts_once() -> None:
    found = example()
    again = found.contacts.with_columns(
        vantage_point=pl.lit("second"), payload_octets_up=pl.col("payload_octets_up") // 2
    )
    doubled = replace(found, contacts=pl.concat([found.contacts, again]))
    assert sum(row.octets_up for row in sent_by_subject(doubled)) == sum(
        row.octets_up for row in sent_by_subject(found)
    )


def test_whatever_is_a_witness_stays_one() -> None:
    found = example()
    witnesses = set(found.leads.filter(pl.col("standing") == "witness")["contact_id"])
    named = set(found.contacts.filter(pl.col("contact_id").is_in(witnesses))["server_ip"])
    assert {row.address for row in sent_by_subject(found) if row.standing is Standing.WITNESS} == named


def test_of_an_analysis_each_vantage_point_counts_for_itself() -> None:
    analysis = analysis_example.example()
    beyond = analysis.endpoints.filter(pl.col("scope") != "local")
    rows = sent_in(analysis)
    assert len(rows) == beyond.height
    assert sum(row.octets_up for row in rows) == octets(beyond)
    assert {row.source for row in rows} == set(beyond["vantage"])
    leads = [lead.server_ip for answer in analysis.answers for lead in answer.witnesses]
    assert {row.address for row in rows if row.standing is Standing.WITNESS} == set(leads)
