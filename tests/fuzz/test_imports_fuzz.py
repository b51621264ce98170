"""Lists of names and MUD files, mutated: any octets give a file that its reader takes, or a located fault."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from harness.errors import HarnessError
from harness.model.name_lists import NameList
from harness.model.rules import Category, Confidence
from harness.rules.block_list import read_block_list
from harness.rules.check import check_files
from harness.rules.domain_list import read_domain_list
from harness.rules.imported_rules import Imported, imported_file
from harness.rules.mud_claim import About, mud_claim
from harness.rules.yamltree import read_tree
from harness.sources.mud_file import parse_mud
from tests.fuzz.test_records_fuzz import mutated
from tests.support.fuzzing import INPUTS
from tests.support.mud_files import WHOLE, octets

LISTS: dict[str, tuple[Callable[[bytes, str], NameList], bytes]] = {
    "v2fly": (
        read_domain_list,
        b"# c\nacme.example\nfull:api.acme.example @cn @ads\nkeyword:x\nregexp:^a$\ninclude:b\nb\xc3\xbc.example &l\n",
    ),
    "hosts": (
        read_block_list,
        b"# c\r\n127.0.0.1 localhost\r\n0.0.0.0\tads.acme.example b.example # x\n:: v6.example\nfe80::1%lo0 localhost\n192.0.2.1 p\n",
    ),
}
WRITTEN = 50
"""Files that are checked as a whole of those that were read: checking costs a hundred times as much as reading."""


def inputs(form: str, sample: bytes) -> list[bytes]:
    chance = random.Random(f"import {form}")
    some = [mutated([sample], chance) for _ in range(INPUTS - INPUTS // 10)]
    return some + [chance.randbytes(chance.randrange(200)) for _ in range(INPUTS // 10)]


def about(form: str) -> Imported:
    return Imported(
        form=form,
        origin="f",
        sha256="0" * 64,
        licence="MIT",
        operator="X",
        control_country=None,
        category=Category.UNKNOWN,
        confidence=Confidence.UNCONFIRMED,
        prefix="x",
    )


@pytest.mark.parametrize("form", LISTS)
def test_any_octets_give_names_or_a_located_fault(form: str) -> None:
    read, sample = LISTS[form]
    written = 0
    for data in inputs(form, sample):
        try:
            found = read(data, "f")
        except HarnessError as fault:
            assert str(fault).startswith("f:")  # noqa: PT017 - most inputs raise none
            continue
        assert all(one.where.startswith("line ") and one.why for one in found.left)
        if found.names and written < WRITTEN:
            written += 1
            text = imported_file(found, about(form))
            assert check_files([("x.yaml", text.encode())])[1] == []
    assert written == WRITTEN


def test_any_octets_give_a_claim_or_a_located_fault() -> None:
    written = 0
    for data in inputs("mud", octets(WHOLE)):
        try:
            text = mud_claim(
                parse_mud(data, "f"), About(origin="f", sha256="0" * 64, licence="MIT", prefix="x")
            )
        except HarnessError as fault:
            assert str(fault)  # noqa: PT017 - some inputs raise none
            continue
        if written < WRITTEN:
            written += 1
            tree, faults = read_tree(text.encode(), "x.yaml")
            assert faults == []
            assert tree is not None
            assert list(tree.plain()) == ["claims"]
    assert written == WRITTEN
