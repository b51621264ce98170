r"""Lines for logs and for ``ssh``: what changed from one picture to the next, one line each.

A line is UTC time, what changed, then ``name=value`` in an order that stays. ``-`` stands for what is not known or not
there. A value with other characters than letters, digits and ``._:/[]@%+,()-`` stands in quotation marks, and one inside
it is ``\x22``: so no name from the wire can feign another field, and a line can be cut up by programs.

Where a width is given (a terminal), what is longer goes on below, four spaces in; without one (a file, a pipe) a line
stays one line however long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from harness.live.changes import Change, ChangeKind, Value, changes
from harness.model.live import LivePicture
from harness.reports.json_text import dumps
from harness.reports.lines import Line, Style, wrapped
from harness.reports.text import shown

_BARE: Final = re.compile(r"[A-Za-z0-9._:/\[\]@%+,()-]+\Z")
_STYLES: Final = {
    ChangeKind.REFUTED: Style.BAD,
    ChangeKind.DROPS: Style.DOUBT,
    ChangeKind.BLIND_SPOT: Style.DIM,
    ChangeKind.NOTE: Style.DOUBT,
}
_NS: Final = 1_000_000_000


def plain_lines(
    before: LivePicture | None, after: LivePicture, *, width: int | None = None
) -> Iterator[Line]:
    """Tell what changed.

    Args:
        before: The picture that was told last; None at the start.
        after: The one to tell.
        width: Columns to wrap at; None: one line each.
    """
    for change in changes(before, after):
        text, style = line_of(change), _style(change)
        yield from wrapped(text, width, rest="    ", style=style) if width else [((text, style),)]


def json_lines(before: LivePicture | None, after: LivePicture) -> Iterator[str]:
    """The same as JSON objects, one a line, in ASCII; values are exact, ``null`` is what is not known or not there."""
    for change in changes(before, after):
        yield dumps({"time": _moment(change.at_ns), "event": change.kind.value, **dict(change.fields)})


def line_of(change: Change) -> str:
    """One change as one line, escaped."""
    said = " ".join(f"{name}={_value(value)}" for name, value in change.fields)
    return f"{_moment(change.at_ns)} {change.kind} {said}"


def _style(change: Change) -> Style:
    gone = change.kind is ChangeKind.TAP and dict(change.fields)["state"] == "gone"
    witness = str(dict(change.fields).get("concern") or "").startswith("witness")
    return Style.BAD if gone or witness else _STYLES.get(change.kind, Style.PLAIN)


def _value(value: Value) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = shown(str(value))
    if _BARE.match(text) and text != "-":
        return text
    return '"' + text.replace('"', r"\x22") + '"'


def _moment(at_ns: int) -> str:
    """UTC to the second (RFC 3339); a time that no calendar has as seconds since 1970."""
    try:
        return datetime.fromtimestamp(at_ns // _NS, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return f"{at_ns // _NS}s"
