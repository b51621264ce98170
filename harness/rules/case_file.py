"""``case.yaml`` of a case's directory in; the case, or every fault at once, out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from harness.errors import Fault, ScenarioError
from harness.model.cases import CASE, SCENARIO, Asked, Case, Copy
from harness.model.countries import COUNTRIES
from harness.rules.entries import validated
from harness.rules.filetext import MAX_OCTETS, FileWords
from harness.rules.forge_values import Form, Id
from harness.rules.scenario_values import capture_path, date_text
from harness.rules.yamltree import read_tree

CASE_FILE = FileWords(
    begin="'schema_version: 1' and 'judged_on:' (`harness case new` writes a whole one)",
    split="a case needs only few keys",
    levels="a case needs four",
)


def _country(text: str) -> str:
    if text in COUNTRIES:
        return text
    raise ValueError(f"'{text}' is no country: write an ISO 3166-1 code of two capital letters, like CN")


def _file(text: str) -> str:
    if "/" in text:
        raise ValueError(f"'{text}' lies in another folder: write a file of the case's own directory")
    return capture_path(text)


_Path = Annotated[str, AfterValidator(capture_path)]


class CopyForm(Form):
    """A file of the case that is another one, octet for octet."""

    file: Annotated[str, AfterValidator(_file)] = Field(description="the copy, in the case's directory")
    of: Annotated[str, Field(min_length=1, max_length=400)] = Field(
        description="what it is a copy of, from the case's directory"
    )


class AnalyzeForm(Form):
    """What is asked of captures that no scenario stands behind."""

    captures: list[_Path] = Field(min_length=1, max_length=50, description="capture files of the case")
    devices: list[Annotated[str, Field(min_length=1, max_length=60)]] = Field(
        default=[], max_length=50, description="devices under test: MACs, addresses or prefixes"
    )
    countries: list[Annotated[str, AfterValidator(_country)]] = Field(
        default=[], description="countries that are asked about"
    )
    hosts: list[_Path] = Field(
        default=[], max_length=10, description="files of names that you give to addresses"
    )


class CaseForm(Form):
    """The whole file."""

    schema_version: Literal[1] = Field(description="1")
    judged_on: Annotated[str, AfterValidator(date_text)] = Field(
        description="the day, like 2026-11-23, that accepted limits have expired by or not"
    )
    shows: list[Id] = Field(
        default=[], max_length=20, description="what the case is about, in words-like-this"
    )
    copies: list[CopyForm] = Field(
        default=[],
        max_length=50,
        description="files that are copies of other files, made by `harness case update`",
    )
    analyze: AnalyzeForm | None = Field(
        default=None, description="captures to analyze, where there is no scenario.yaml"
    )


def load_case(folder: Path) -> Case:
    """Read and check what a directory says of its case.

    Raises:
        ScenarioError: The file has faults, or cannot be read; every fault is in it.
    """
    path = folder / CASE
    try:
        with path.open("rb") as file:
            data = file.read(MAX_OCTETS + 1)
    except OSError as error:
        message = f"cannot be read ({error.strerror}): `harness case new` writes a directory with one"
        raise ScenarioError((Fault(path=str(path), line=1, column=1, message=message),)) from None
    judged = (folder / SCENARIO).exists()
    case, faults = check_case(data, str(path), str(folder), judged=judged)
    if case is None:
        raise ScenarioError(tuple(sorted(faults, key=lambda one: (one.line, one.column, one.message))))
    return case


def check_case(data: bytes, path: str, folder: str, *, judged: bool) -> tuple[Case | None, list[Fault]]:
    """Check the content of a case's file.

    Args:
        data: Octets of the file.
        path: Named in faults.
        folder: The case's directory.
        judged: Whether a scenario lies beside it.

    Returns:
        The case, or None exactly where there is a fault; and every fault.
    """
    tree, faults = read_tree(data, path, CASE_FILE)
    if tree is None:
        return None, faults
    form, wrong = validated(CaseForm, tree, path)
    if form is None or faults:
        return None, [*faults, *wrong]
    if judged == (form.analyze is not None):
        line, column = tree.keys.get("analyze", (tree.line, tree.column))
        message = (
            f"analyze: {SCENARIO} is beside it, and a case has one of both: remove this key"
            if judged
            else f"nothing is asked: write {SCENARIO} beside it, or 'analyze:' with captures"
        )
        return None, [Fault(path=path, line=line, column=column, message=message)]
    return _case(form, folder), []


def _case(form: CaseForm, folder: str) -> Case:
    told = form.analyze
    asked = None
    if told is not None:
        asked = Asked(
            captures=tuple(told.captures),
            devices=tuple(told.devices),
            countries=tuple(told.countries),
            hosts=tuple(told.hosts),
        )
    return Case(
        folder=folder,
        judged_on=date.fromisoformat(form.judged_on),
        shows=tuple(form.shows),
        copies=tuple(Copy(file=one.file, of=one.of) for one in form.copies),
        asked=asked,
    )
