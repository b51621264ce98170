"""A situation file in; the checked document that the forge is handed, or every fault at once, out.

The forge is GPL-2.0-only and a process of its own (decision 0070). What is authored is read
and checked here, on this side of that border; what crosses it is plain JSON.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from harness.errors import Fault, ScenarioError
from harness.rules.entries import validated
from harness.rules.filetext import FileWords
from harness.rules.forge_expand import expand
from harness.rules.forge_forms import SituationForm
from harness.rules.yamltree import read_tree

SITUATION_FILE = FileWords(
    begin="'schema_version: 1', 'id:' and 'title:'",
    split="split it by networks",
    levels="a situation needs ten: traffic, messages, and protobuf in protobuf",
    depth=10,
)


def load_situation(path: Path, *, seed: int | None = None) -> dict[str, Any]:
    """Read a situation file.

    Args:
        path: The YAML file.
        seed: In place of the file's seed; None: the file's.

    Returns:
        What the forge needs and nothing else: networks, each with its conversations.

    Raises:
        ScenarioError: The file cannot be read, or has faults; all of them.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise ScenarioError(
            (Fault(path=str(path), line=1, column=1, message=f"cannot be read: {why}"),)
        ) from None
    document, faults = check_situation(data, str(path))
    if document is None:
        raise ScenarioError(
            tuple(sorted(faults, key=lambda fault: (fault.line, fault.column, fault.message)))
        )
    document["source"] = {"file": path.name, "sha256": hashlib.sha256(data).hexdigest()}
    if seed is not None:
        document["seed"] = seed
    return document


def check_situation(data: bytes, path: str) -> tuple[dict[str, Any] | None, list[Fault]]:
    """Check the content of a situation file; the document is None exactly where there are faults."""
    tree, faults = read_tree(data, path, SITUATION_FILE)
    if tree is None:
        return None, faults
    form, wrong = validated(SituationForm, tree, path)
    if form is None or faults:
        return None, [*faults, *wrong]
    document, wrong = expand(form, tree, path)
    return (None, wrong) if wrong else (document, [])
