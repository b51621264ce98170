"""A list in the form of v2fly/domain-list-community in; its names, and what no rule can hold, out.

One entry a line, ``#`` begins a comment: ``domain:NAME`` or NAME alone (it and everything below it), ``full:NAME`` (only
itself), ``keyword:``, ``regexp:``, ``include:FILE``; then marks ``@word`` and, in newer lists, affiliations ``&list``.

**Blind spots**: an affiliation says in which other list a name stands too; that is told and not kept.

>>> [one.name for one in read_domain_list(b"full:api.acme.example @cn # app", "list").names]
['api.acme.example']
"""

from __future__ import annotations

from typing import Final

from harness.model.name_lists import NameList
from harness.rules.list_text import Taking, read_list

_NOT_TAKEN: Final = {
    "keyword": "matches inside of names, which no rule does",
    "regexp": "a pattern; rules hold whole names",
    "regex": "a pattern; rules hold whole names",
    "include": "another list: import that too",
}


def read_domain_list(data: bytes, path: str) -> NameList:
    """Read a list.

    Raises:
        RuleError: It is too large, or no text.
    """
    return read_list(data, path, _entry)


def _entry(words: list[str], number: int, taking: Taking) -> None:
    kind, colon, name = words[0].partition(":")
    kind, name = (kind.lower(), name) if colon else ("domain", kind)
    if kind not in ("domain", "full"):
        why = _NOT_TAKEN.get(kind, "of a kind that is not known: domain, full, keyword, regexp or include")
        taking.leave(number, " ".join(words), why)
        return
    marks = tuple(word[1:] for word in words[1:] if word.startswith("@") and len(word) > 1)
    for word in words[1:]:
        if not (word.startswith("@") and len(word) > 1):
            taking.leave(
                number, f"{name} {word}", "neither a mark nor a comment; the name is taken without it"
            )
    taking.take(name, number, exact=kind == "full", marks=marks)
