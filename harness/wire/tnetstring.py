"""Octets -> one tagged netstring, the form that mitmproxy keeps flows in.

A value is its length in decimal, a colon, so many octets, and one octet that tells its type: ``,`` octets,
``;`` UTF-8 text, ``#`` integer, ``^`` float, ``!`` boolean, ``~`` nothing, ``]`` list, ``}`` dictionary
(tnetstrings.info; the text type is mitmproxy's own).

Floats stay text, so that no digit of a time is lost. Walked without recursion; each octet is looked at once
for each container around it, of which there are at most ``MAX_DEPTH``.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from harness.model.malformed import Malformed, Reason

LAYER: Final = "tnetstring"
MAX_DIGITS: Final = 12
MAX_DEPTH: Final = 32
"""Containers in each other; flows have seven."""
MAX_VALUES: Final = 2_000_000
"""Values of one flow; messages of a long WebSocket or TCP flow have four each."""
_CONTAINERS: Final = b"]}"


class _Broken(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, reason: Reason, offset: int) -> None:
        self.reason, self.offset = reason, offset


class _Open(NamedTuple):
    """A container being read."""

    end: int
    tag: int
    values: list[Any]


def value_length(head: bytes) -> int | Malformed:
    """Octets of the whole value that begins here, by its first octets.

    Args:
        head: At least ``MAX_DIGITS + 1`` octets, or all there are.

    >>> value_length(b"5:hello,")
    8
    """
    colon = head.find(b":", 0, MAX_DIGITS + 1)
    digits = head[:colon] if colon >= 0 else head[: MAX_DIGITS + 1]
    if digits and not digits.isdigit():
        return Malformed(Reason.NOT_THIS, 0, LAYER)
    if colon < 0:
        reason = Reason.TOO_LONG if len(digits) > MAX_DIGITS else Reason.TRUNCATED
        return Malformed(reason, len(digits), LAYER)
    return Malformed(Reason.NOT_THIS, 0, LAYER) if not digits else colon + 2 + int(digits)


def read_tnetstring(data: bytes) -> Any | Malformed:
    """Read the one value that fills ``data``.

    Returns:
        None, bool, int, str, bytes, list, or dict with keys of str; floats as str.
    """
    try:
        return _read(data)
    except _Broken as broken:
        return Malformed(broken.reason, min(broken.offset, len(data)), LAYER)


def _read(data: bytes) -> Any:
    root = _Open(len(data), ord("]"), [])
    stack, position, values = [root], 0, 0
    while stack:
        here = stack[-1]
        if position == here.end:
            stack.pop()
            if stack:
                stack[-1].values.append(_closed(here, position))
                position += 1  # its tag
            continue
        start, end, tag = _header(data, position, here.end)
        values += 1
        if values > MAX_VALUES or len(stack) > MAX_DEPTH:
            raise _Broken(Reason.TOO_LONG, position)
        if tag in _CONTAINERS:
            stack.append(_Open(end, tag, []))
            position = start
        else:
            here.values.append(_scalar(data, start, end, tag))
            position = end + 1
    if len(root.values) != 1:
        raise _Broken(Reason.BAD_LENGTH, len(data))
    return root.values[0]


def _header(data: bytes, position: int, limit: int) -> tuple[int, int, int]:
    """First octet of a value's content, one past its last, and its tag."""
    colon = data.find(b":", position, min(position + MAX_DIGITS + 1, limit))
    digits = data[position:colon]
    if colon < 0 or not digits.isdigit():
        raise _Broken(Reason.BAD_VALUE, position)
    start = colon + 1
    end = start + int(digits)
    if end >= limit:
        raise _Broken(Reason.TRUNCATED if limit == len(data) else Reason.BAD_LENGTH, position)
    return start, end, data[end]


def _scalar(data: bytes, start: int, end: int, tag: int) -> Any:
    content = data[start:end]
    match tag:
        case 0x2C:  # ,
            return content
        case 0x3B:  # ;
            return content.decode("utf-8", "surrogateescape")
        case 0x23 if content.removeprefix(b"-").isdigit() and len(content) <= 20:  # #
            return int(content)
        case 0x5E:  # ^
            return content.decode("ascii", "replace")
        case 0x21 if content in (b"true", b"false"):  # !
            return content == b"true"
        case 0x7E if not content:  # ~
            return None
    raise _Broken(Reason.BAD_VALUE, start)


def _closed(container: _Open, position: int) -> Any:
    """The list or dictionary that has ended; of keys that repeat the last counts."""
    values = container.values
    if container.tag == ord("]"):
        return values
    keys = values[::2]
    if len(values) % 2 or not all(isinstance(key, (str, bytes)) for key in keys):
        raise _Broken(Reason.BAD_VALUE, position)
    texts = [key.decode("utf-8", "surrogateescape") if isinstance(key, bytes) else key for key in keys]
    return dict(zip(texts, values[1::2], strict=True))
