"""Ready claims: a folder of files in, claims of a scenario with what they leave out filled in out.

A scenario's claim with ``library: ID`` takes every key that it does not give from the ready claim. Keys of
``scope`` are taken one by one, all others whole. Faults of what was taken point at the scenario's ``library`` key.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from harness.errors import Fault, ScenarioError
from harness.rules.filetext import MAX_OCTETS, FileWords
from harness.rules.packed import packed_folder

if TYPE_CHECKING:
    from harness.rules.yamltree import Node

_FILE = FileWords(
    begin="'note:' and 'claim:'",
    split="write one claim into each file",
    levels="a ready claim needs four, write values without needless brackets",
)


@dataclass(frozen=True, slots=True)
class ReadyClaim:
    """One file of the library."""

    id: str
    """Name of the file without its ending; the claim's id where a scenario gives none."""
    note: str
    """What an author should know, and what a scenario has to add."""
    needs: tuple[str, ...]
    """Keys that a scenario has to give."""
    claim: Node


def library_folder() -> Path:
    """The library inside the installed package, else that of the checkout."""
    return packed_folder("_claims", "scenarios", "claims")


def load_library(folder: Path | None = None) -> dict[str, ReadyClaim]:
    """Every ready claim by id, in order of ids.

    Raises:
        ScenarioError: A file of the library has faults, or the folder cannot be read.
    """
    place = library_folder() if folder is None else folder
    try:
        files = [(path, path.read_bytes()) for path in sorted(place.glob("*.yaml"))]
    except OSError as error:
        message = f"cannot be read ({error.strerror}): install the program again"
        raise ScenarioError((Fault(path=str(place), line=1, column=1, message=message),)) from error
    found = [_ready(path, data) for path, data in files]
    return {one.id: one for one in found}


def _ready(path: Path, data: bytes) -> ReadyClaim:
    from harness.rules.claim_library_forms import ReadyClaimForm  # noqa: PLC0415 - brings pydantic
    from harness.rules.entries import validated  # noqa: PLC0415 - see above
    from harness.rules.yamltree import read_tree  # noqa: PLC0415 - see above

    tree, faults = read_tree(data[:MAX_OCTETS], str(path), _FILE)
    if tree is not None and not faults:
        form, faults = validated(ReadyClaimForm, tree, str(path))
        if form is not None and isinstance(tree.value, dict):
            return ReadyClaim(path.stem, form.note, tuple(form.needs), tree.value["claim"])
    raise ScenarioError(tuple(faults))


def filled_in(claim: Node, path: str, library: dict[str, ReadyClaim]) -> tuple[Node, list[Fault]]:
    """A claim of a scenario with the keys of its ready claim.

    Returns:
        The claim, and what is wrong with its ``library`` key or missing beside it.
    """
    named = claim.value.get("library") if isinstance(claim.value, dict) else None
    if named is None or not isinstance(claim.value, dict) or not isinstance(named.value, str):
        return claim, []
    ready = library.get(named.value)
    if ready is None:
        near = get_close_matches(named.value, library, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"ready claims: {', '.join(library)}"
        message = f"library: no ready claim '{named.value[:60]}': {hint}"
        return claim, [Fault(path=path, line=named.line, column=named.column, message=message)]
    missing = [key for key in ready.needs if key not in claim.value]
    faults = [
        Fault(
            path=path,
            line=claim.line,
            column=claim.column,
            message=f"missing key '{key}': the ready claim '{ready.id}' needs it: {ready.note}",
        )
        for key in missing
    ]
    return _merged(claim, ready, named), faults


def _merged(claim: Node, ready: ReadyClaim, named: Node) -> Node:
    own, taken = _mapping(claim), _mapping(_moved(ready.claim, named))
    values = {**taken, **own}
    if "scope" in own and "scope" in taken and isinstance(own["scope"].value, dict):
        scope = own["scope"]
        values["scope"] = _like(scope, {**_mapping(taken["scope"]), **_mapping(scope)})
    values.setdefault("id", _like(named, ready.id))
    return _like(claim, values)


def _mapping(node: Node) -> dict[str, Node]:
    return dict(node.value) if isinstance(node.value, dict) else {}


def _moved(node: Node, to: Node) -> Node:
    """The same value, all of it standing at one place of the scenario."""
    if isinstance(node.value, dict):
        return _like(to, {key: _moved(one, to) for key, one in node.value.items()})
    if isinstance(node.value, list):
        return _like(to, [_moved(one, to) for one in node.value])
    return _like(to, node.value)


def _like(place: Node, value: object) -> Node:
    """A value at the place of another."""
    return type(place)(value, place.line, place.column, place.keys)  # type: ignore[arg-type]
