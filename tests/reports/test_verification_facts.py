"""What reports look up: each row with its own file, time and place, and a choice of cells with its own witnesses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from harness.model.scenario import CaptureFile
from harness.reports.verification_facts import Facts
from harness.tables.verification import Unmet, Verification
from tests.support.scenario_parts import capture_file
from tests.support.verification_example import example, narrowed
from tests.support.verification_rows import key
from tests.support.verification_scenario import START

SECOND_NS = 10**9


def with_files(*files: CaptureFile) -> Facts:
    """The example with these files listed for its cell in Brazil."""
    base = example()
    cells = tuple(
        replace(cell, captures=files) if cell.id == "br-v1" else cell for cell in base.scenario.cells
    )
    return Facts(replace(base, scenario=replace(base.scenario, cells=cells)))


def offset(path: str, *files: tuple[str, int], point: str = "saopaulo") -> int:
    listed = (
        capture_file(name, vantage_point="saopaulo", clock_offset_ns=seconds * SECOND_NS)
        for name, seconds in files
    )
    return with_files(*listed).offset_ns("br-v1", point, path) // SECOND_NS


@pytest.mark.parametrize(
    ("path", "files", "wanted"),
    [
        ("scenarios/x/a.pcap", [("a.pcap", 5)], 5),
        ("a.pcap", [("a.pcap", 5)], 5),
        ("scenarios/x/a.pcap", [("./a.pcap", 5)], 5),
        ("scenarios/x/b/a.pcap", [("a.pcap", 5), ("b/a.pcap", 7)], 7),
        ("scenarios/x/b/a.pcap", [("b/a.pcap", 7), ("a.pcap", 5)], 7),
        ("scenarios/x/data.pcap", [("a.pcap", 5)], 0),
        ("scenarios/x/a.pcap", [], 0),
    ],
)
def test_a_clock_is_set_right_by_the_file_that_is_meant_and_no_other(
    path: str, files: list[tuple[str, int]], wanted: int
) -> None:
    assert offset(path, *files) == wanted


def test_a_clock_of_another_vantage_point_sets_nothing_right() -> None:
    assert offset("a.pcap", ("a.pcap", 5), point="singapore") == 0


def test_a_time_by_a_clock_that_was_off_is_told_with_the_true_one() -> None:
    facts = Facts(example())
    times = {
        row["cell"]: facts.contact(row["contact_id"]).time() for row in facts.verification.contacts.to_dicts()
    }
    assert times["sg-v1"] == ("2026-11-02 10:01:00 UTC by the capture's clock, truly 2026-11-02 10:00:58 UTC")
    assert times["br-v1"] == "2026-11-02 10:01:00 UTC"


@pytest.mark.parametrize(("data_ns", "wanted"), [(None, "10:00:30"), (START + 90 * SECOND_NS, "10:01:30")])
def test_a_contact_has_the_time_of_its_first_payload_else_of_its_first_packet(
    data_ns: int | None, wanted: str
) -> None:
    base = example()
    moved = base.contacts.with_columns(
        first_ns=pl.lit(START + 30 * SECOND_NS), data_ns=pl.lit(data_ns, dtype=pl.Int64)
    )
    assert Facts(replace(base, contacts=moved)).contact(1).time() == f"2026-11-02 {wanted} UTC"


def test_a_file_that_two_cells_list_is_told_by_the_path_of_each() -> None:
    base = example()
    twice = pl.concat(
        [
            base.captures,
            base.captures.head(1).with_columns(vantage=pl.lit("br-v1/saopaulo"), path=pl.lit("other.pcap")),
        ]
    )
    facts = Facts(replace(base, captures=twice))
    assert facts.path(key("us-v1"), "br-v1/saopaulo") == "other.pcap"
    assert facts.path(key("us-v1"), "us-v1/ashburn").endswith("us-v1.pcapng")


def test_a_capture_that_is_in_no_table_is_told_by_its_key() -> None:
    assert Facts(example()).path("abcabcabcabc") == "capture abcabcabcabc"


def test_an_endpoint_of_which_no_source_knows_says_so() -> None:
    base = example()
    nowhere = Facts(replace(base, places=base.places.clear(), classes=base.classes.clear())).contact(1)
    assert "no source answers" in nowhere.place()
    assert "AS not known" in nowhere.law()


def test_registration_and_operator_are_told_as_no_location() -> None:
    contact = Facts(example()).contact(1)
    assert contact.place().startswith("located: CN")
    assert "SG" not in contact.place()
    assert contact.law().startswith("not location: ")


def test_a_choice_shows_findings_by_its_own_witnesses_alone() -> None:
    facts = Facts(narrowed())
    assert facts.narrowed
    assert {row["finding"]: row["leads"] for row in facts.findings()} == {
        "no-data-to-cn/log.skylark.example": [0],
        example().findings["finding"].to_list()[2]: [1],
    }
    assert facts.judgements().select("claim", "cell").rows() == [("no-data-to-cn", "br-v1")]


def test_without_a_choice_every_finding_stands_the_open_ones_first() -> None:
    facts = Facts(example())
    assert not facts.narrowed
    assert [row["status"] for row in facts.findings()] == ["open", "open", "not_seen_since"]
    assert facts.judgements().equals(example().judgements)


def unmet(*pairs: tuple[str, str]) -> Verification:
    return replace(example(), unmet=tuple(Unmet(claim=claim, text=text) for claim, text in pairs))


@pytest.mark.parametrize(
    ("pairs", "wanted"),
    [
        ([("no-data-to-cn", "a"), ("local-mode-silent", "a")], ("a",)),
        ([("no-data-to-cn", "a")], ()),
        ([("of-no-judged-claim", "a")], ("a",)),
        ([("no-data-to-cn", "a"), ("local-mode-silent", "b")], ()),
    ],
)
def test_what_is_unmet_is_told_once_and_never_lost(pairs: list[Any], wanted: tuple[str, ...]) -> None:
    assert Facts(unmet(*pairs)).unmet_of_all == wanted
