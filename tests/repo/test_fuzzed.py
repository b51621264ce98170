"""Nothing that reads octets goes without fuzzing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.fuzz.decoders import DECODERS, READS
from tests.support.repository import ROOT


def readers() -> Iterator[str]:
    """Public functions of ``harness.wire`` that read octets, by their names."""
    for path in sorted((ROOT / "harness/wire").glob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name[0] != "_" and READS.fullmatch(node.name):
                yield f"{path.stem}.{node.name}"


def test_every_decoder_is_fuzzed() -> None:
    found = set(readers())
    assert len(found) > 80
    assert sorted(found - DECODERS.keys()) == []
