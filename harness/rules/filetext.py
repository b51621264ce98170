"""Bytes of an authored file in; text, or the faults that make it none, and what messages call the file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from harness.errors import Fault

MAX_OCTETS = 1 << 20
MAX_DEPTH = 8
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileWords:
    """What messages say of one kind of file."""

    begin: str
    """Its first keys, quoted."""
    split: str
    """How to make a file smaller that is too large."""
    levels: str
    """How deep it is nested."""
    depth: int = MAX_DEPTH
    """Levels that it may have; more is a mistake or an attack."""


RULE_FILE = FileWords(
    begin="'operator:', 'control_country:' and 'rules:'",
    split="split it by operator",
    levels="a rule file needs five, and two more for each 'any', 'all' or 'not'",
    depth=11,
)


def decoded(data: bytes, path: str, words: FileWords) -> tuple[str | None, list[Fault]]:
    """UTF-8 without control characters, of bounded size, or the faults that say why not."""
    if len(data) > MAX_OCTETS:
        message = f"the file is larger than {MAX_OCTETS} octets: {words.split}"
        return None, [Fault(path=path, line=1, column=1, message=message)]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        message = f"octet 0x{data[error.start]:02x} is not UTF-8: save the file as UTF-8"
        return None, [Fault(path=path, line=line, column=column, message=message)]
    faults = [_character_fault(text, found.start(), path) for found in _CONTROL.finditer(text)]
    faults += [
        Fault(path=path, line=number, column=line.index("\t") + 1, message="tab character: use spaces")
        for number, line in enumerate(text.split("\n"), 1)
        if "\t" in line
    ]
    return (None if faults else text), faults


def _character_fault(text: str, at: int, path: str) -> Fault:
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    name = "byte order mark" if text[at] == "\ufeff" else f"control character U+{ord(text[at]):04X}"
    return Fault(path=path, line=line, column=column, message=f"{name}: remove it")
