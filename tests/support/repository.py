"""The repository as the tests about it see it: where it is, and which files belong to it."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is tracked, or new and not ignored; relative to ROOT, sorted."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    paths = sorted(Path(name.decode()) for name in listed.split(b"\0") if name)
    return tuple(path for path in paths if (ROOT / path).is_file())


def python_files(*folders: str) -> list[Path]:
    """Python files below the given top folders, relative to ROOT."""
    return [path for path in project_files() if path.suffix == ".py" and path.parts[0] in folders]


def text_of(path: Path) -> str | None:
    """A project file's text; None where it is not UTF-8 text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
