"""What must not stand in a project file: places on a machine, hosts of package registries."""

from __future__ import annotations

import re

from tests.support.repository import project_files, text_of

# Written with a class of one character, so that this file does not hold what it looks for.
_MACHINE_PATH = re.compile(r"(?<![\w.~/-])/(?:[w]ork|[r]oot|[h]ome|[t]mp|[U]sers|[f]arm)/")
_REGISTRY = re.compile(r"pyp[i]\.org|python[h]osted\.org|npm[j]s\.org|deb\.debia[n]\.org|crates\.i[o]")


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    texts = {path: text_of(path) or "" for path in project_files()}
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_machine_paths() -> None:
    assert lines_with(_MACHINE_PATH) == []


def test_no_hosts_of_package_registries() -> None:
    assert lines_with(_REGISTRY) == []


def test_the_patterns_find_what_they_look_for() -> None:
    assert _MACHINE_PATH.search("cd /" + "work/main")
    assert _REGISTRY.search("https://" + "pypi" + ".org/simple")
    assert not _MACHINE_PATH.search("../shared/" + "work/x")
