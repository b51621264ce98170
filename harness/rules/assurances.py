"""Files and folders of assurances in; their models, or every fault of every file at once, out.

Those that come with the program lie in ``scenarios/assurances`` of a checkout.

Blind spots: a YAML syntax fault hides all that stands below it in its file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from harness.errors import Fault, ScenarioError
from harness.model.assurances import Assurance, AssuranceKind
from harness.rules.filetext import MAX_OCTETS, FileWords
from harness.rules.packed import packed_folder

if TYPE_CHECKING:
    from harness.rules.assurance_forms import HeadForm
    from harness.rules.entries import Entry

MAX_FILES = 1000
_FILE = FileWords(
    begin="'schema_version: 1', 'id:', 'kind:', 'title:', 'as_of:' and 'sources:'",
    split="make one file for each test, certificate or sentence",
    levels="an assurance needs six, write values without needless brackets",
)


def assurances_folder() -> Path:
    """The assurances inside the installed package, else those of the checkout."""
    return packed_folder("_assurances", "scenarios", "assurances")


def load_assurances(paths: Sequence[Path] = ()) -> tuple[Assurance, ...]:
    """Load and check files, and every ``*.yaml`` of folders; none given: those that come with the program.

    Returns:
        In order of their ids.

    Raises:
        ScenarioError: The files have faults, are missing, or cannot be read; every fault is in it.
    """
    files: list[tuple[str, bytes]] = []
    faults: list[Fault] = []
    for path in _found(paths or (assurances_folder(),), faults):
        try:
            with path.open("rb") as file:
                files.append((str(path), file.read(MAX_OCTETS + 1)))
        except OSError as error:
            faults.append(_cannot(path, f"cannot be read ({error.strerror}); give one that you may read"))
    loaded, wrong = check_assurances(files)
    if faults or wrong:
        raise ScenarioError((*faults, *wrong))
    return loaded


def check_assurances(files: Sequence[tuple[str, bytes]]) -> tuple[tuple[Assurance, ...], list[Fault]]:
    """Check files by path and content.

    Returns:
        The assurances of files without a fault of their own, in order of their ids; and every
        fault, by file in the order given, line and column.
    """
    # Imported here: pydantic and the YAML reader cost 0.2 s, which --help must not wait for.
    from harness.rules.assurance_between import faults_between  # noqa: PLC0415
    from harness.rules.assurance_checks import own_faults  # noqa: PLC0415
    from harness.rules.assurance_model import assurance_of  # noqa: PLC0415
    from harness.rules.entries import Entry  # noqa: PLC0415
    from harness.rules.yamltree import read_tree  # noqa: PLC0415

    faults: list[Fault] = []
    entries: list[Entry] = []
    loaded: list[Assurance] = []
    for path, data in files:
        tree, wrong = read_tree(data, path, _FILE)
        faults += wrong
        if tree is None:
            continue
        entry = Entry(path, tree)
        entries.append(entry)
        form, own = _validated(entry)
        own += own_faults(entry)
        faults += own
        if form is not None and not own and not wrong:
            loaded.append(assurance_of(form, path))
    faults += faults_between(entries, whole=len(entries) == len(files))
    order = {path: number for number, (path, _) in enumerate(files)}
    faults.sort(key=lambda fault: (order[fault.path], fault.line, fault.column, fault.message))
    return tuple(sorted(loaded, key=lambda one: one.id)), faults


def _validated(entry: Entry) -> tuple[HeadForm | None, list[Fault]]:
    """One file by the form of its kind; by the head alone where the kind is not known."""
    from harness.rules.assurance_forms import FORMS, HeadForm  # noqa: PLC0415 - see check_assurances
    from harness.rules.entries import text_of, validated  # noqa: PLC0415 - see check_assurances
    from harness.rules.yamltree import Node  # noqa: PLC0415 - see check_assurances

    kind, top = text_of(entry.node, "kind"), entry.node
    if kind in [one.value for one in AssuranceKind]:
        return validated(FORMS[AssuranceKind(kind)], top, entry.path)
    keys = top.value if isinstance(top.value, dict) else {}
    head = {key: node for key, node in keys.items() if key in HeadForm.model_fields}
    return None, validated(HeadForm, Node(head, top.line, top.column, top.keys), entry.path)[1]


def _found(paths: Sequence[Path], faults: list[Fault]) -> Iterator[Path]:
    """Files in order, each once; what leads to none is a fault."""
    told: set[Path] = set()
    for path in paths:
        try:
            files = sorted(path.iterdir()) if path.is_dir() else [path]
        except OSError as error:
            faults.append(_cannot(path, f"cannot be listed ({error.strerror}); give one that you may read"))
            continue
        if path.is_dir():
            faults += [
                _cannot(one, "ends in .yml: rename it to .yaml, others are not read")
                for one in files
                if one.suffix == ".yml"
            ]
            files = [one for one in files if one.suffix == ".yaml"]
            if not files:
                faults.append(_cannot(path, "holds no *.yaml file: name a folder of assurances"))
        if len(files) > MAX_FILES:
            faults.append(_cannot(path, f"holds more than {MAX_FILES} files: name a smaller folder"))
            continue
        for file in files:
            if file.resolve() not in told:
                told.add(file.resolve())
                yield file


def _cannot(path: Path, message: str) -> Fault:
    return Fault(path=str(path), line=1, column=1, message=message)
