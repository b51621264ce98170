"""Bytes of an authored file in; values with their places, or the faults that make it no YAML of ours.

Only the plain part of YAML 1.2 is taken: mappings with text keys, sequences and
scalars of the core schema (§10.3), in one document. Anchors, aliases and tags are
refused: they let a small file grow without bound or name a type, and no rule needs
them. The file is read as events, so nothing is ever constructed from a tag and
depth is bounded before anything recurses.

Blind spots: the reader stops at the first syntax fault of a file, so later faults of
that file show only after it is mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from harness.errors import Fault
from harness.rules.filetext import RULE_FILE, FileWords, decoded

_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

Scalar = str | int | float | bool | None


@dataclass(slots=True)
class Node:
    """A value and where it stands; both numbers are 1-based."""

    value: Scalar | list[Node] | dict[str, Node]
    line: int
    column: int
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Of a mapping: where each key stands."""

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


class _StopError(Exception):
    """Reading cannot go on; the fault is already in the list."""


def read_tree(data: bytes, path: str, words: FileWords = RULE_FILE) -> tuple[Node | None, list[Fault]]:
    """Read one file.

    Args:
        data: Whole content of the file.
        path: Named in faults.
        words: What faults say of this kind of file.

    Returns:
        The top mapping, or None where there is none to check further, and the faults
        so far in order. A tree comes together with faults where only keys are
        repeated or properties refused.
    """
    text, faults = decoded(data, path, words)
    if text is None:
        return None, faults
    top, faults = _document(text, path, words)
    if top is None:
        return None, faults
    if not isinstance(top.value, dict):
        faults.append(
            Fault(
                path=path,
                line=top.line,
                column=top.column,
                message=f"the file must be a mapping: begin with {words.begin}",
            )
        )
        return None, faults
    return top, faults


def _document(text: str, path: str, words: FileWords) -> tuple[Node | None, list[Fault]]:
    """The top node and its faults; or None and the faults that reading stopped at.

    The quick parser is libyaml. It refuses some YAML 1.2, such as times and IPv6 addresses in
    brackets, so what it refuses is left to the other, in whose words faults are told.
    """
    faults: list[Fault] = []
    for pure in (False, True):
        faults = []
        try:
            return _Builder(path, faults, words).document(_events(text, pure=pure)), faults
        except _StopError:
            return None, faults
        except YAMLError:
            continue
    return None, [*faults, _syntax_fault(text, path)]


def _events(text: str, *, pure: bool) -> Iterator[Any]:
    parsed: Iterator[Any] = YAML(typ="safe", pure=pure).parse(text)
    return parsed


def _syntax_fault(text: str, path: str) -> Fault:
    """The first syntax fault, by the pure parser; by the quick one where only that refuses."""
    for pure in (True, False):
        try:
            for _ in _events(text, pure=pure):
                pass
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            what = ", ".join(part for part in (error.context, error.problem) if part)
            return Fault(path=path, line=line, column=column, message=f"not valid YAML: {what}{_hint(what)}")
        except YAMLError as error:
            return Fault(path=path, line=1, column=1, message=f"not valid YAML: {error}")
    raise AssertionError("a parser refused the file, and now neither does")


def _hint(problem: str) -> str:
    """How a problem in the parser's words is commonly mended."""
    if "mapping values are not allowed" in problem:
        return "; put text that holds ': ' in quotes"
    if "flow" in problem:
        return "; close the bracket or brace, or separate its items by commas"
    if "quoted scalar" in problem:
        return "; close the quotation mark"
    if "cannot start any token" in problem:
        return "; put the text in quotes"
    return "; compare the indentation with the lines around it"


class _Builder:
    """Builds nodes from events; keeps its faults in the caller's list."""

    def __init__(self, path: str, faults: list[Fault], words: FileWords) -> None:
        self._path = path
        self._faults = faults
        self._words = words

    def document(self, events: Iterator[Any]) -> Node:
        """The one document of the stream."""
        top: Node | None = None
        for event in events:
            if isinstance(event, DocumentStartEvent):
                if top is not None:
                    raise self._stop(
                        event, "a second document begins here: one file holds one document, remove '---'"
                    )
            elif isinstance(event, (ScalarEvent, AliasEvent, MappingStartEvent, SequenceStartEvent)):
                top = self._node(event, events, 1)
        if top is None or (top.value is None):
            message = f"the file is empty: write {self._words.begin}, or delete it"
            self._faults.append(Fault(path=self._path, line=1, column=1, message=message))
            raise _StopError
        return top

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        self._refuse_properties(event)
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, AliasEvent):
            return Node(None, line, column)
        if isinstance(event, ScalarEvent):
            plain = event.style is None or event.style == ""
            return Node(_scalar(event.value) if plain else event.value, line, column)
        if depth > self._words.depth:
            raise self._stop(event, f"nested deeper than {self._words.depth} levels: {self._words.levels}")
        if isinstance(event, SequenceStartEvent):
            return Node(self._items(events, depth), line, column)
        return self._mapping(event, events, depth)

    def _items(self, events: Iterator[Any], depth: int) -> list[Node]:
        items: list[Node] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            items.append(self._node(event, events, depth + 1))
        return items

    def _mapping(self, start: Any, events: Iterator[Any], depth: int) -> Node:
        values: dict[str, Node] = {}
        places: dict[str, tuple[int, int]] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._key(event)
            place = (event.start_mark.line + 1, event.start_mark.column + 1)
            value = self._node(next(events), events, depth + 1)
            if key in places:
                self._fault(event, f"key '{key}' again: it stands already in line {places[key][0]}, keep one")
            else:
                values[key], places[key] = value, place
        return Node(values, start.start_mark.line + 1, start.start_mark.column + 1, places)

    def _key(self, event: Any) -> str:
        if not isinstance(event, ScalarEvent):
            raise self._stop(event, "a key must be a word: write it in front of a colon")
        self._refuse_properties(event)
        return str(event.value)

    def _refuse_properties(self, event: Any) -> None:
        if isinstance(event, AliasEvent):
            self._fault(event, f"alias '*{event.anchor}': write the value out")
            return
        if event.anchor is not None:
            self._fault(
                event, f"anchor '&{event.anchor}': remove it and write the value out where it is used"
            )
        if getattr(event, "tag", None) is not None:
            self._fault(event, f"tag '{event.tag}': remove it, the key decides the type")

    def _fault(self, event: Any, message: str) -> None:
        mark = event.start_mark
        self._faults.append(
            Fault(path=self._path, line=mark.line + 1, column=mark.column + 1, message=message)
        )

    def _stop(self, event: Any, message: str) -> _StopError:
        self._fault(event, message)
        return _StopError(message)


def _scalar(text: str) -> Scalar:
    """Resolve plain text by the core schema of YAML 1.2 §10.3.2, decimal numbers only.

    >>> _scalar("NO"), _scalar("4808"), _scalar("null")
    ('NO', 4808, None)
    """
    if text in _WORDS:
        return _WORDS[text]
    if text in _WORDS_BOOL:
        return _WORDS_BOOL[text]
    if _INT.fullmatch(text) and len(text) < 20:
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) and len(text) < 40 else text
