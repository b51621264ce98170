"""YAML that somebody wrote, changed here and there: comments, order, quotes, numbers and times stay as they were written.

Blind spots: ruamel sets indentation of lists anew, and writes each null as ``null``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.resolver import VersionedResolver

_WIDTH: Final = 1 << 16
"""Lines are never folded: what an author wrote in one stays in one."""
_BEHIND: Final = 2
"""Where a mapping keeps the comment behind a value; a list keeps it at 0."""


class _TextTimes(VersionedResolver):
    """Times are text, here as where scenarios are read (YAML 1.2.2 §10.3 knows no times)."""

    @property
    def versioned_resolver(self) -> Any:
        return {
            first: [(tag, regexp) for tag, regexp in rules if not str(tag).endswith(":timestamp")]
            for first, rules in super().versioned_resolver.items()
        }


class _WrittenNulls(RoundTripRepresenter):
    """Nulls are written, not left out."""


def _null(representer: RoundTripRepresenter, _value: None) -> Any:
    return representer.represent_scalar("tag:yaml.org,2002:null", "null")


_WrittenNulls.add_representer(type(None), _null)


def kept_yaml() -> YAML:
    """A reader and writer."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.Resolver = _TextTimes
    yaml.Representer = _WrittenNulls
    return yaml


def in_brackets(items: Sequence[Any]) -> CommentedSeq:
    """A list that is written in one line."""
    made = CommentedSeq(items)
    made.fa.set_flow_style()
    return made


def without_comments(value: Any) -> Any:
    """A copy of what was read, with its style and without its comments: these belong to the file that they stand in."""
    if isinstance(value, CommentedMap):
        made: Any = CommentedMap((key, without_comments(one)) for key, one in value.items())
    elif isinstance(value, CommentedSeq):
        made = CommentedSeq(map(without_comments, value))
    else:
        return value
    if value.fa.flow_style():
        made.fa.set_flow_style()
    return made


def set_list(mapping: CommentedMap, key: str, value: CommentedSeq) -> None:
    """Give a key a list. Comments that stood behind the old one, before what follows, stay behind the new one."""
    tokens = _trailing(mapping, key)
    mapping[key] = value
    if not tokens:
        return
    mapping.ca.items.setdefault(key, [None] * 4)[_BEHIND] = None
    for more in tokens[1:]:
        tokens[0].value = tokens[0].value.rstrip("\n") + "\n" + more.value
    holder, at = _last(mapping, key)
    is_map = isinstance(holder, CommentedMap)
    place: list[Any] = [None] * (4 if is_map else 2)
    place[_BEHIND if is_map else 0] = tokens[0]
    holder.ca.items[at] = place


def _trailing(mapping: CommentedMap, key: str) -> list[Any]:
    """Comment tokens that the reader hung on the key or on the end of its list."""
    own = mapping.ca.items.get(key)
    found = [own[_BEHIND]] if own and own[_BEHIND] else []
    value = mapping.get(key)
    while isinstance(value, CommentedSeq | CommentedMap) and value:
        last = len(value) - 1 if isinstance(value, CommentedSeq) else next(reversed(value))
        found += [
            token
            for token in value.ca.items.get(last, ())
            if token is not None and not isinstance(token, list)
        ]
        value = value[last]
    return found


def _last(mapping: CommentedMap, key: str) -> tuple[Any, Any]:
    """What holds the last value below a key, and where: the key itself where its list is empty or in brackets."""
    holder: Any = mapping
    at: Any = key
    value = mapping[key]
    while isinstance(value, CommentedSeq | CommentedMap) and value and not value.fa.flow_style():
        holder, at = value, len(value) - 1 if isinstance(value, CommentedSeq) else next(reversed(value))
        value = holder[at]
    return holder, at
