"""A folder of rule files in, a checked ``Ruleset`` out, or one ``RuleError`` with every fault.

Pydantic and the YAML reader are imported only when the files must be checked anew:
together they cost more than all of a warm load.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from harness.errors import Fault, RuleError
from harness.model.rules import Rule
from harness.model.ruleset import Ruleset
from harness.rules.cache import cache_path, read_cache, write_cache
from harness.rules.packed import packed_folder

MAX_FILES = 1000


def catalogue_folder() -> Path:
    """The catalogue inside the installed package, else that of the checkout."""
    return packed_folder("_catalogue", "endpoints")


def load_catalogue(directory: Path | None = None) -> Ruleset:
    """Load, check and compile every ``*.yaml`` of a folder.

    Args:
        directory: None means the catalogue that comes with the program.

    Raises:
        RuleError: The files have faults, are missing, or cannot be read.
    """
    folder = catalogue_folder() if directory is None else directory
    files = _read_files(folder)
    sha256 = catalogue_digest(files)
    kept = cache_path(sha256)
    rules = read_cache(kept)
    if rules is None:
        rules = check_rules(files)
        write_cache(kept, rules)
    return Ruleset(rules=rules, sha256=sha256)


def check_rules(files: list[tuple[str, bytes]]) -> tuple[Rule, ...]:
    """Check files by path and content, without any cache.

    Raises:
        RuleError: There are faults; all of them are in it.
    """
    from harness.rules.check import check_files  # noqa: PLC0415 - with pydantic 0.2 s; warm loads do without

    rules, faults = check_files(files)
    if faults:
        raise RuleError(tuple(faults))
    return tuple(sorted(rules, key=lambda rule: rule.id))


def catalogue_digest(files: Iterable[tuple[str, bytes]], begun: bytes = b"") -> str:
    """SHA-256 over the name, length and content of each file, by name; folders do not count.

    Args:
        files: Path and content.
        begun: What the files are added to, such as the digest of others.
    """
    digest = hashlib.sha256(begun)
    for path, data in sorted((Path(path).name, data) for path, data in files):
        digest.update(f"{path}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def rule_files(paths: Iterable[Path]) -> list[tuple[str, bytes]]:
    """Path and content of each rule file named, and of those in each folder named; each path once.

    Raises:
        RuleError: One cannot be read, or a folder holds none.
    """
    found: dict[str, bytes] = {}
    for path in paths:
        files = _read_files(path) if path.is_dir() else [(str(path), _read(path))]
        found |= dict(files)
    return list(found.items())


def _read_files(folder: Path) -> list[tuple[str, bytes]]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    except OSError as error:
        raise _cannot(folder, f"cannot be read ({error.strerror}): name a folder of rule files") from error
    if not paths:
        raise _cannot(folder, "holds no *.yaml file: name a folder of rule files")
    if len(paths) > MAX_FILES:
        raise _cannot(folder, f"holds more than {MAX_FILES} rule files: name a smaller folder")
    for path in paths:
        if path.suffix == ".yml":
            raise _cannot(path, "ends in .yml: rename it to .yaml, others are not read")
    return [(str(path), _read(path)) for path in paths]


def _read(path: Path) -> bytes:
    """The content, cut just above the limit that the check tells."""
    from_limit = (1 << 20) + 1
    try:
        with path.open("rb") as file:
            return file.read(from_limit)
    except OSError as error:
        raise _cannot(path, f"cannot be read ({error.strerror})") from error


def _cannot(path: Path, message: str) -> RuleError:
    return RuleError((Fault(path=str(path), line=1, column=1, message=message),))
