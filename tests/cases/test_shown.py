"""The project's cases show everything that cases have to show; what none shows stands in a list with its reason."""

from __future__ import annotations

import pytest

from harness.model.blind_spots import BlindSpotKind
from scripts.docs_cases import WITHOUT, lacking, sections, shown
from tests.cases.verdicts.builder import CASES
from tests.cases.verdicts.make_cases import built, case_text, readme
from tests.cases.verdicts.running import FOLDER
from tests.cases.verdicts.situations import SITUATIONS

LEAST = 40


def test_there_are_enough() -> None:
    assert len(shown()) >= LEAST


def test_everything_is_shown_by_a_case_or_is_said_to_be_by_none() -> None:
    assert set(lacking()) == set(WITHOUT)
    assert all(why.startswith("none: ") for why in WITHOUT.values())


def test_what_never_blocks_is_told_all_the_same() -> None:
    assert WITHOUT.keys() <= set(BlindSpotKind)
    listed = {kind for _, one in shown().values() for kind in one.listed}
    assert listed >= WITHOUT.keys()


def test_a_case_that_is_said_to_show_a_situation_exists() -> None:
    named = {name for _, names in SITUATIONS.values() for name in names}
    assert named <= CASES.keys()
    assert {word for about, _ in shown().values() for word in about} == SITUATIONS.keys()
    assert all(sections()["Situations"].values())


@pytest.mark.parametrize("part", range(4))
def test_what_stands_in_a_directory_is_what_its_author_wrote(part: int) -> None:
    for name in list(CASES)[part::4]:
        case = built(name)
        assert (FOLDER / name / "README.md").read_text(encoding="utf-8") == readme(case)
        assert (FOLDER / name / "case.yaml").read_text(encoding="utf-8") == case_text(case)
    assert {path.parent.name for path in FOLDER.glob("*/case.yaml")} == CASES.keys()
