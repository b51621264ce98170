"""A scenario's own files of endpoint rules in, the catalogue with them out, or every fault of them.

An own rule with the id of one in the catalogue stands in its place, so that a lab can correct what it has a
better source for; any other must not claim the very match of one in the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from harness.errors import Fault, ScenarioError
from harness.model.rules import Rule
from harness.model.ruleset import Ruleset
from harness.model.ties import find_ties
from harness.rules.catalogue import catalogue_digest
from harness.rules.filetext import MAX_OCTETS


def with_own_rules(catalogue: Ruleset, paths: Sequence[Path]) -> Ruleset:
    """Add rules of the user's own to the catalogue.

    Args:
        catalogue: Checked.
        paths: Files of rules; none leaves the catalogue as it is.

    Raises:
        ScenarioError: A file cannot be read, or has faults; all of them are in it.
    """
    if not paths:
        return catalogue
    from harness.rules.check import check_files  # noqa: PLC0415 - brings pydantic

    files = [(str(path), _read(path)) for path in paths]
    own, faults = check_files(files)
    replaced = {rule.id for rule in own}
    kept = [rule for rule in catalogue.rules if rule.id not in replaced]
    faults = faults or list(_ties(kept, own, files))
    if faults:
        raise ScenarioError(tuple(faults))
    return Ruleset(rules=(*kept, *own), sha256=catalogue_digest(files, catalogue.sha256.encode()))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_OCTETS + 1)
    except OSError as error:
        message = f"cannot be read ({error.strerror}): check 'endpoint_rules' of the scenario"
        raise ScenarioError((Fault(path=str(path), line=1, column=1, message=message),)) from error


def _ties(kept: Sequence[Rule], own: Sequence[Rule], files: Sequence[tuple[str, bytes]]) -> Iterator[Fault]:
    """Own rules that claim the very match of a rule of the catalogue, told at the own rule."""
    ours = {rule.id for rule in own}
    for tie in find_ties([*kept, *own]):
        if tie.second.id in ours and tie.first.id not in ours:
            message = (
                f"match: {tie.key} is matched by {tie.first.id} of the catalogue as well: narrow it, "
                f"or give this rule that id to put it in its place"
            )
            path, line, column = _place(tie.second.id, files)
            yield Fault(path=path, line=line, column=column, message=message)


def _place(rule: str, files: Sequence[tuple[str, bytes]]) -> tuple[str, int, int]:
    from harness.rules.entries import Entry, items_of, text_of  # noqa: PLC0415 - see with_own_rules
    from harness.rules.yamltree import read_tree  # noqa: PLC0415 - see with_own_rules

    for path, data in files:
        tree, _ = read_tree(data, path)
        for node in items_of(tree, "rules") if tree is not None else ():
            if text_of(node, "id") == rule:
                return path, *Entry(path, node).place("id")
    raise AssertionError(f"{rule} stands in none of the files that it was read from")
