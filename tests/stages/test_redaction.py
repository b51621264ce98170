"""What leaves the machine holds no private value in any octet, and says the same of the product."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.campaign import verify
from harness.cli.formats import FORMATS
from harness.model.privacy import KeyOrigin, Privacy
from harness.pipeline import analyze
from harness.reports import document, terminal, verification, verification_document
from harness.rules.scenario import load_scenario
from harness.stages.redaction import TABLES, redact_analysis, redact_verification
from harness.tables.analysis import Analysis
from harness.tables.parts import FactParts
from harness.tables.verification import Verification
from tests.support import analysis_example, verification_example

KEY = b"a key of no use to anybody else."
HONEY = Path(__file__).parents[1] / "cases" / "honey"
PLANTED = ("Quill.Tester@skylark.example", "QX0MADEUP7734", "Lark Field 5G")
NEAR = ("02:00:00:00:08:20", "02:00:5e:00:00:01", "192.168.8.1", "192.168.8.20", "198.51.100.7")
"""MACs, the phone, its router, and the router's address on the internet, which answers nobody there."""
SERVERS = ("203.0.113.10", "203.0.113.20", "203.0.113.30", "203.0.113.40", "203.0.113.50")


def written(result: Analysis | Verification) -> str:
    """Every octet that is told of a result, case aside."""
    if isinstance(result, Analysis):
        report = terminal.render(result, 1000, colour=False, all_rows=True)
        return (report + b"".join(document.document(result)).decode()).lower()
    report = verification.render([result], 1000, colour=False, all_rows=True)
    return (report + b"".join(verification_document.document([result], only=[])).decode()).lower()


def formats(result: Analysis | Verification) -> dict[str, str]:
    """The result in every other format, case aside."""
    found, suffix = (result, "_of_analysis") if isinstance(result, Analysis) else ([result], "")
    made = {
        name: getattr(import_module(f"harness.reports.formats.{name}"), f"{name}{suffix}")(found)
        for name in FORMATS
    }
    return {name: _text(one).lower() for name, one in made.items()}


def _text(made: bytes | Iterable[bytes]) -> str:
    return (made if isinstance(made, bytes) else b"".join(made)).decode("utf-8")


@cache
def campaign() -> Verification:
    return verify(load_scenario(HONEY / "scenario.yaml"), today=date(2026, 11, 23))


@cache
def captures() -> Analysis:
    paths = [str(HONEY / f"{name}.pcapng") for name in ("app", "gateway", "lan")]
    return analyze(paths, devices=["192.168.8.20"], content=True)


@cache
def redacted(of: str) -> Analysis | Verification:
    if of == "campaign":
        return redact_verification(campaign(), KEY, KeyOrigin.GIVEN)
    return redact_analysis(captures(), KEY, KeyOrigin.GIVEN)


@pytest.mark.parametrize("of", ["campaign", "captures"])
def test_nothing_private_is_in_any_octet_of_a_whole_run(of: str) -> None:
    before = written(campaign() if of == "campaign" else captures())
    after = written(redacted(of))
    private = (*PLANTED, *NEAR, str(HONEY), str(HONEY.parent))
    assert {text for text in private if text.lower() in before} >= {
        *NEAR,
        *([] if of == "campaign" else [PLANTED[1]]),
    }
    assert [text for text in private if text.lower() in after] == []
    assert [text for text in SERVERS if text not in after] == []
    assert "redacted" in after


@pytest.mark.parametrize("of", ["campaign", "captures"])
def test_nothing_private_is_in_any_other_format_and_each_says_that_it_is_redacted(of: str) -> None:
    private = (*PLANTED, *NEAR, str(HONEY), str(HONEY.parent))
    for name, after in formats(redacted(of)).items():
        assert [text for text in private if text.lower() in after] == [], name
        assert "redacted" in after, name


def test_verdicts_counts_and_rows_stay() -> None:
    before, after = campaign(), redacted("campaign")
    assert isinstance(after, Verification)
    for one, other in zip(before.chosen, after.chosen, strict=True):
        assert (one.as_tested, one.as_asserted) == (other.as_tested, other.as_asserted)
    assert_frame_equal(before.judgements, after.judgements)
    assert_frame_equal(before.matrix, after.matrix)
    for name, table in TABLES.items():
        frame = getattr(before, name, None)
        if frame is not None:
            public = [
                key
                for key, column in table.columns.items()
                if column.private in (None, Privacy.PUBLIC) and key != "error_km"
            ]
            assert_frame_equal(frame.select(public), getattr(after, name).select(public))


@pytest.mark.parametrize("of", ["campaign", "captures"])
def test_what_was_equal_is_equal_and_what_was_not_is_not(of: str) -> None:
    """Joins hold: each column is mapped one to one, and addresses alike in every table."""
    before, after = campaign() if of == "campaign" else captures(), redacted(of)
    put: dict[str, str] = {}
    for name, table in TABLES.items():
        one, other = getattr(before, name, None), getattr(after, name, None)
        if one is None or other is None:
            continue
        for column in (key for key, told in table.columns.items() if told.private is Privacy.ADDRESS):
            for old, new in zip(one[column].explode(), other[column].explode(), strict=True):
                assert put.setdefault(old, new) == new
    assert len(set(put.values())) == len(put) > len(SERVERS)
    assert {put[server] for server in SERVERS} == set(SERVERS)


def test_every_frame_of_a_result_has_its_table() -> None:
    names = {
        field.name
        for kind in (Analysis, Verification, FactParts)
        for field in fields(kind)
        if "DataFrame" in str(field.type) or "Parts" in str(field.type)
    }
    assert names - {"facts"} == set(TABLES)


def test_under_a_given_key_runs_agree_and_without_it_they_do_not() -> None:
    plain = analysis_example.example()
    one, same, other = (redact_analysis(plain, key, KeyOrigin.GIVEN) for key in (KEY, KEY, KEY[::-1]))
    assert written(one) == written(same) != written(other)
    assert one.redacted == same.redacted != other.redacted


def test_what_is_redacted_already_stays() -> None:
    once = redact_verification(verification_example.example(), KEY, KeyOrigin.RANDOM)
    assert redact_verification(once, KEY[::-1], KeyOrigin.RANDOM) is once


def test_positions_are_rounded_and_still_hold_the_true_place() -> None:
    before, after = (
        verification_example.example(),
        redact_verification(verification_example.example(), KEY, KeyOrigin.RANDOM),
    )
    for one, other in zip(before.scenario.vantage_points, after.scenario.vantage_points, strict=True):
        assert (other.latitude, other.longitude) == (round(one.latitude), round(one.longitude))
        assert other.error_km == one.error_km + 79


octet = st.integers(0, 255)
VALUES = st.one_of(
    st.builds("10.{}.{}.{}".format, octet, octet, st.integers(10, 255)),
    st.builds("fd00:{:x}::{:x}".format, st.integers(1, 65535), st.integers(4096, 65535)),
    st.builds("02:{:02x}:{:02x}:{:02x}:{:02x}:5d".format, octet, octet, octet, octet),
    st.from_regex(r"[a-z]{6}-[0-9]{6}\.(local|lan)", fullmatch=True),
    st.from_regex(r"[a-z]{3}[0-9]{4}@[a-z]{5}\.example", fullmatch=True),
)


@given(VALUES, st.sampled_from(["{}", "seen twice: {}.", "({})", "[{}]:443", "from={},to=x"]))
@settings(max_examples=25)
def test_what_is_private_by_its_form_is_found_in_every_text(value: str, sentence: str) -> None:
    text = sentence.format(value)
    for hostile in (analysis_example.hostile(text), verification_example.hostile(text)):
        assert value in written(hostile)
        told = (
            redact_analysis(hostile, KEY, KeyOrigin.RANDOM)
            if isinstance(hostile, Analysis)
            else redact_verification(hostile, KEY, KeyOrigin.RANDOM)
        )
        assert value not in written(told)


def test_names_of_machine_and_user_are_replaced_where_they_stand_alone() -> None:
    hostile = analysis_example.hostile("kept by Grendel on quillbook, not quillbooks")
    told = redact_analysis(hostile, KEY, KeyOrigin.RANDOM, [("quillbook", "host"), ("grendel", "user")])
    assert "grendel" not in written(told)
    assert "quillbook," not in written(told)
    assert "quillbooks" in written(told)


def test_a_table_in_parts_is_redacted_whatever_is_asked_of_it() -> None:
    told = redact_analysis(captures(), KEY, KeyOrigin.GIVEN)
    whole = told.protocols
    alone = pl.concat(told.facts.protocols.frames(["value"]))
    assert_frame_equal(whole.select("value"), alone)
    some = told.facts.protocols.of_flows(whole["flow_id"].drop_nulls().unique().sort(), ["flow_id", "value"])
    assert_frame_equal(some, whole.filter(pl.col("flow_id").is_not_null()).select("flow_id", "value"))
