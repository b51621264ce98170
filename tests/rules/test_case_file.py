"""``case.yaml``: what it may say, and every fault with its place and how to mend it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from harness.errors import ScenarioError
from harness.model.cases import Asked, Copy
from harness.rules.case_file import check_case, load_case

WHOLE = b"""\
schema_version: 1
judged_on: 2026-11-23
shows: [geodns, mid-test-fix]
copies:
- {file: b.pcap, of: ../elsewhere/a.pcap}
analyze:
  captures: [b.pcap]
  devices: [192.0.2.7]
  countries: [CN]
  hosts: [names.txt]
"""


def faults(data: bytes, *, judged: bool = False) -> list[str]:
    case, found = check_case(data, "case.yaml", "folder", judged=judged)
    assert (case is None) == bool(found)
    return [str(fault) for fault in found]


def test_everything_that_may_be_said() -> None:
    case, found = check_case(WHOLE, "case.yaml", "folder", judged=False)
    assert found == []
    assert case is not None
    assert (case.folder, case.judged_on, case.shows) == (
        "folder",
        date(2026, 11, 23),
        ("geodns", "mid-test-fix"),
    )
    assert case.copies == (Copy(file="b.pcap", of="../elsewhere/a.pcap"),)
    assert case.asked == Asked(
        captures=("b.pcap",), devices=("192.0.2.7",), countries=("CN",), hosts=("names.txt",)
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"2026-11-23", b"2026-11-32", "case.yaml:2:12: judged_on: '2026-11-32' does not exist"),
        (b"shows:", b"show:", "case.yaml:3:1: unknown key 'show': did you mean 'shows'?"),
        (b"geodns", b"Geo DNS", "case.yaml:3:9: "),
        (b"file: b.pcap", b"file: x/b.pcap", "case.yaml:5:10: file: 'x/b.pcap' lies in another folder"),
        (b"[b.pcap]", b"[../b.pcap]", "case.yaml:7:14: "),
        (b"[CN]", b"[cn]", "case.yaml:9:15: countries: 'cn' is no country"),
        (b"[b.pcap]", b"[]", "case.yaml:7:13: captures: the list is empty"),
        (b"schema_version: 1", b"schema_version: 2", "case.yaml:1:17: "),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(old: bytes, new: bytes, told: str) -> None:
    (fault,) = faults(WHOLE.replace(old, new))
    assert fault.startswith(told)


def test_all_faults_are_told_at_once() -> None:
    assert len(faults(WHOLE.replace(b"2026-11-23", b"soon").replace(b"[CN]", b"[ZZZ]"))) == 2


def test_a_case_has_a_scenario_or_asks_itself_and_not_both() -> None:
    assert faults(WHOLE, judged=True) == [
        "case.yaml:6:1: analyze: scenario.yaml is beside it, and a case has one of both: remove this key"
    ]
    short = WHOLE.partition(b"analyze:")[0]
    assert faults(short, judged=True) == []
    assert "nothing is asked: write scenario.yaml beside it" in faults(short)[0]


def test_a_file_is_read_with_the_scenario_beside_it(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_bytes(WHOLE)
    assert load_case(tmp_path).folder == str(tmp_path)
    (tmp_path / "scenario.yaml").touch()
    with pytest.raises(ScenarioError, match="remove this key"):
        load_case(tmp_path)
    with pytest.raises(ScenarioError, match="`harness case new` writes a directory"):
        load_case(tmp_path / "nowhere")
