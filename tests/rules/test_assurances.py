"""Descriptions of assurances: what they become, where each fault is told, and that none hides another."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import harness
from harness.errors import ScenarioError
from harness.model.assurances import (
    Assurance,
    Basis,
    Certificate,
    Fact,
    Product,
    ProductClass,
    PublishedTest,
    Sentence,
)
from harness.rules.assurances import assurances_folder, check_assurances, load_assurances
from tests.support import golden
from tests.support.assurance_broken import BROKEN
from tests.support.assurance_files import FILES, TEST, assurances, checked, files
from tests.support.repository import ROOT
from tests.support.yaml_pieces import YAML_PIECES

TOLD = Path(__file__).parent / "expected" / "assurance_faults.txt"
NOTES = ROOT.parent / "shared/research/assurances.md"
MENDS = re.compile(
    r"\b(write|did you mean|keep|choose|remove|put|list|check|make|use|begin|known keys are|separate)\b"
)


def test_the_good_files_have_no_fault() -> None:
    assert [one.id for one in assurances()] == ["example-lab-2026", "iso-cloud", "no-data-abroad"]


@pytest.mark.parametrize("name", BROKEN)
def test_every_fault_says_how_to_mend_it(name: str) -> None:
    faults = checked(BROKEN[name])[1]
    assert faults
    assert all(MENDS.search(fault.message) for fault in faults), faults


def test_every_kind_of_broken_file_is_told_with_its_place() -> None:
    told = []
    for name, texts in BROKEN.items():
        told += [name, *(f"    {fault}" for fault in checked(texts)[1])]
    golden.check(TOLD, "\n".join(told) + "\n")


def test_faults_of_all_kinds_and_files_are_told_at_once_in_order() -> None:
    found, faults = checked(
        files(
            test=("class: aircraft -> class: drone", "paid_by: -> payed_by:", "ended: {value: 2026-03-05 -> ended: {value: 2026-01"),
            certificate=("kind: certificate -> kind: seal", "as_of: 2026-11-21 -> as_of: today"),
            sentence=("regions: {value: [US, DE] -> regions: {value: [EU]", "[example-lab-2026] -> [example-lab]"),
        )
    )  # fmt: skip
    assert found == ()
    assert [(fault.path, fault.line, fault.message.partition(":")[0]) for fault in faults] == [
        ("test.yaml", 1, "missing key 'paid_by'"),
        ("test.yaml", 10, "unknown key 'payed_by'"),
        ("test.yaml", 13, "ended"),
        ("test.yaml", 18, "class"),
        ("certificate.yaml", 3, "kind"),
        ("certificate.yaml", 5, "as_of"),
        ("sentence.yaml", 19, "value"),
        ("sentence.yaml", 21, "rests_on"),
    ]


def test_the_model_of_the_good_files() -> None:
    lab, iso, sentence = assurances()
    assert isinstance(lab, PublishedTest)
    assert isinstance(iso, Certificate)
    assert isinstance(sentence, Sentence)
    assert (lab.as_of, lab.path, lab.sources[0].url) == (
        "2026-11-20",
        "test.yaml",
        "https://lab.example/skylark",
    )
    assert lab.paid_by == Fact(values=("Example Aero",), basis=Basis.SECONDARY, sources=("news",))
    assert lab.bearer == Fact()
    assert lab.publication.values == ("summary_only",)
    assert [one.versions.values for one in lab.products] == [(), ("1.0",)]
    hub = Product(vendor="Example Aero", model="Skylark Hub", product_class=ProductClass.CLOUD)
    assert iso.products[0].product == hub
    assert iso.issued.values == ("2025",)
    assert sentence.scope.regions.bounds == ("US", "DE")
    assert sentence.scope.product_names.values == ("Example Aero Skylark app",)


@pytest.mark.parametrize("word", ["any", "worldwide"])
def test_a_bound_that_is_stated_to_be_none(word: str) -> None:
    sentence = assurances(sentence=(f"regions: {{value: [US, DE] -> regions: {{value: {word}",))[2]
    assert isinstance(sentence, Sentence)
    assert sentence.scope.regions.values == ("any",)
    assert sentence.scope.regions.bounds == ()
    assert sentence.scope.regions.basis is Basis.PRIMARY


def test_a_date_may_be_as_rough_as_its_source() -> None:
    """A test that ended in some month of a year may be published in that year."""
    edits = ("ended: {value: 2026-03-05 -> ended: {value: '2026'", "{value: 2026-06-01 -> {value: 2026-05")
    assert assurances(test=edits)


@given(st.lists(st.sampled_from([*YAML_PIECES, "basis", "value: ", "not_stated"]), max_size=12), st.data())
def test_whatever_stands_in_a_file_is_a_fault_or_a_model(pieces: list[str], data: st.DataObject) -> None:
    lines = TEST.split("\n")
    lines[data.draw(st.integers(0, len(lines) - 1))] = "".join(pieces)
    found, faults = checked({"a.yaml": "\n".join(lines)})
    assert bool(found) != bool(faults)


def folder_of(path: Path) -> Path:
    for name, text in FILES.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def test_files_and_folders_are_read_each_once(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    assert len(load_assurances([folder, folder / "test.yaml"])) == 3
    assert [one.id for one in load_assurances([folder / "test.yaml"])] == ["example-lab-2026"]


def test_what_leads_to_no_file_is_told_with_every_other_fault(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.yaml").write_text("id: 1\n")
    (tmp_path / "mixed").mkdir()
    (tmp_path / "mixed" / "old.yml").write_text("")
    places = [tmp_path / name for name in ("none.yaml", "empty", "bad.yaml", "mixed")]
    with pytest.raises(ScenarioError) as caught:
        load_assurances(places)
    told = str(caught.value)
    assert "none.yaml:1:1: cannot be read (No such file or directory)" in told
    assert "empty:1:1: holds no *.yaml file" in told
    assert "bad.yaml:1:5: id: must be text" in told
    assert "old.yml:1:1: ends in .yml: rename it" in told


def test_a_package_that_holds_assurances_uses_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert assurances_folder() == ROOT / "scenarios/assurances"
    (tmp_path / "_assurances").mkdir()
    monkeypatch.setattr(harness, "__file__", str(tmp_path / "__init__.py"))
    assert assurances_folder() == tmp_path / "_assurances"


@pytest.fixture(scope="module")
def shipped() -> tuple[Assurance, ...]:
    return load_assurances([ROOT / "scenarios/assurances"])


def test_the_shipped_files_hold_and_are_named_by_their_ids(shipped: tuple[Assurance, ...]) -> None:
    assert shipped
    assert [Path(one.path).stem for one in shipped] == [one.id for one in shipped]
    assert {type(one) for one in shipped} == {PublishedTest, Certificate, Sentence}


def every_fact(one: Assurance) -> list[Fact]:
    found = [fact for _, fact in one.facts()]
    if isinstance(one, Sentence):
        scope = one.scope
        return [*found, scope.product_names, scope.versions, scope.settings, scope.regions, scope.phases]
    if isinstance(one, PublishedTest | Certificate):
        return [*found, *(covered.versions for covered in one.products)]
    return found


notes_needed = pytest.mark.skipif(not NOTES.is_file(), reason="capability: shared")


@notes_needed
def test_no_shipped_fact_rests_on_a_report_that_was_not_read(shipped: tuple[Assurance, ...]) -> None:
    """The notes say that full reports were not available."""
    assert "full reports were not available" in NOTES.read_text(encoding="utf-8")
    assert {fact.basis for one in shipped for fact in every_fact(one)} == {Basis.SECONDARY, Basis.NOT_STATED}


@notes_needed
def test_every_quotation_and_every_figure_of_the_shipped_files_stands_in_the_notes(
    shipped: tuple[Assurance, ...],
) -> None:
    notes = NOTES.read_text(encoding="utf-8")
    dates = {fact.values for one in shipped for name, fact in one.facts() if name in DATES}
    texts = [
        text
        for one in shipped
        for fact in every_fact(one)
        if fact.values not in dates
        for text in fact.values
    ]
    texts += [covered.product.model for one in shipped if isinstance(one, PublishedTest | Certificate) for covered in one.products]  # fmt: skip
    quoted = chain.from_iterable(re.findall(r'"([^"]+)"', text) for text in texts)
    figures = chain.from_iterable(re.findall(r"[0-9][0-9.,]*[0-9]|[0-9]", text) for text in texts)
    assert [words for words in quoted if words not in notes] == []
    assert sorted({figure for figure in figures if figure not in notes}) == []


DATES = ("began", "ended", "published", "issued", "date")


@notes_needed
def test_every_report_of_the_notes_has_a_file(shipped: tuple[Assurance, ...]) -> None:
    """Notes and files are counted apart: a row for each test, and certificates by name."""
    notes = NOTES.read_text(encoding="utf-8")
    tests = notes.partition("## Tests")[2].partition("## Certificates")[0]
    rows = [line for line in tests.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == sum(isinstance(one, PublishedTest) for one in shipped)
    years = sorted(re.findall(r"(20[0-9]{2})(?= |$)", " ".join(row.split("|")[1] for row in rows)))
    assert years
    titles = " ".join(one.title for one in shipped)
    assert all(year in titles for year in years)
    standards = {value for one in shipped if isinstance(one, Certificate) for value in one.standard.values}
    assert {"ISO 27001", "ISO 27701", "FIPS 140-2"} <= standards


def test_a_file_read_alone_may_not_name_a_test_of_another() -> None:
    found, faults = check_assurances([("s.yaml", FILES["sentence.yaml"].encode())])
    assert len(found) == 1
    (fault,) = faults
    assert fault.message.endswith(
        "'example-lab-2026' in the files given: give its file too, or list one of those given"
    )
