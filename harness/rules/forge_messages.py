"""Values and messages of a situation in; messages with their templates taken apart, or what is wrong with them, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from harness.rules.forge_message_forms import FieldForm, MessageForm, ValueForm

Document = dict[str, Any]
TALKING = ("tls", "http", "tcp", "udp")
"""Kinds that have messages."""
TEXT_FORMS = ("plain", "base64", "hex", "url", "json", "utf16", "md5", "sha1", "sha256")
HALVES = ("latitude", "longitude", "latitude_e7", "longitude_e7")
PLACE_FORMS = ("decimal", "dms", "geohash", "nmea", *HALVES)
_REFERENCE = re.compile(r"\$\{([^}:]*)(?::([^}]*))?\}")
_CONTENTS = ("text", "protobuf", "mavlink", "nmea", "octets", "random_octets")
_NUMBERS = ("varint", "zigzag", "fixed32", "float32", "float64")
_NOT_TEXT = ("gzip", "zlib")
_ENCODES = ("base64", "base64url", "hex", "url")


class MessageProblem(Exception):  # noqa: N818 - told as a Fault, never shown as an exception
    """What is wrong, and where below the message."""

    def __init__(self, message: str, *steps: str | int) -> None:
        super().__init__(message)
        self.message = message
        self.steps = steps


def value_problem(value: ValueForm) -> str | None:
    """What is wrong with a value, where two keys disagree."""
    if value.kind == "home_point":
        return None if value.position and value.value is None else "a home_point has a position and no value"
    return None if value.value and value.position is None else f"{value.kind} has a value and no position"


def message_document(message: MessageForm, values: Mapping[str, ValueForm], host: str) -> Document:
    """Everything that the forge needs of a message.

    Args:
        message: As it stands in the file.
        values: By id.
        host: What a request names where it has no Host line.

    Raises:
        MessageProblem: It cannot be.
    """
    _check(message)
    fields = list(message.fields)
    named = next((line[5:].strip() for line in fields if line.lower().startswith("host:")), None)
    asks = message.start is not None and message.way == "up"
    if asks and named is None:
        fields.insert(0, f"Host: {host}")
    for key, found in (("mavlink", message.mavlink), ("nmea", message.nmea)):
        if found is not None and (found not in values or values[found].position is None):
            raise MessageProblem(f"{key}: '{found}' is no home_point: add one under values", key)
    return {
        **message.model_dump(include={"way", "coding", "chunk_octets", "mqtt", "mavlink", "nmea", "packed"}),
        "random_octets": message.random_octets,
        # Only where there are some, so that what was forged before is forged alike.
        **({"octets": "".join(message.octets.split())} if message.octets else {}),
        "start": _template(message.start, values, "start"),
        "fields": [_template(line, values, "fields") for line in fields],
        "host": (named or host) if asks else None,
        "topic": _template(message.topic, values, "topic"),
        "text": _template(message.text, values, "text"),
        "protobuf": [_field(field, values, ("protobuf", at)) for at, field in enumerate(message.protobuf)],
    }


def _check(message: MessageForm) -> None:
    """What single keys cannot show."""
    held = [key for key in _CONTENTS if getattr(message, key) not in (None, [], 0)]
    if len(held) > 1:
        raise MessageProblem(f"{held[1]}: a message says one thing, and {held[0]} is one: remove it", held[1])
    http = ("fields", "coding", "chunk_octets")
    for key in http:
        if message.start is None and getattr(message, key) not in (None, []):
            raise MessageProblem(f"{key}: only in a message of HTTP: write its first line as start", key)
    if message.start is not None and message.mqtt is not None:
        raise MessageProblem("mqtt: not together with start: remove one", "mqtt")
    if (message.topic is not None) != (message.mqtt in ("connect", "publish")):
        raise MessageProblem("topic: write it with mqtt publish and connect, and only there", "topic")
    if message.start is None and message.mqtt is None and not held:
        raise MessageProblem("nothing is said: write start, mqtt or text")
    _check_packing(message)


def _check_packing(message: MessageForm) -> None:
    """A member of a JSON object is text."""
    is_text = message.text is not None
    for at, packing in enumerate(message.packed):
        if packing == "member" and not is_text:
            raise MessageProblem(
                "packed: octets are no member of a JSON object: put base64 before", "packed", at
            )
        is_text = packing in (*_ENCODES, "member") or (is_text and packing not in _NOT_TEXT)


def _template(text: str | None, values: Mapping[str, ValueForm], *steps: str | int) -> list[Any] | None:
    """A text taken apart: pieces as they are, and values in their forms."""
    return None if text is None else list(_pieces(text, values, steps))


def _pieces(text: str, values: Mapping[str, ValueForm], steps: Sequence[str | int]) -> Iterator[Any]:
    end = 0
    for found in _REFERENCE.finditer(text):
        if found.start() > end:
            yield text[end : found.start()]
        yield _reference(found[1], found[2], values, steps)
        end = found.end()
    if end < len(text):
        yield text[end:]


def _reference(
    name: str, form: str | None, values: Mapping[str, ValueForm], steps: Sequence[str | int]
) -> Document:
    value = values.get(name)
    if value is None:
        raise MessageProblem(f"'{name}' is no known value: add it under values", *steps)
    forms = TEXT_FORMS if value.position is None else PLACE_FORMS
    if (form or forms[0]) not in forms:
        raise MessageProblem(
            f"'{form}' is no form of a {value.kind}: write one of {', '.join(forms)}", *steps
        )
    return {"value": name, "form": form or forms[0]}


def _field(field: FieldForm, values: Mapping[str, ValueForm], steps: tuple[str | int, ...]) -> Document:
    given = [key for key in (*_NUMBERS, "text", "message") if getattr(field, key) not in (None, [])]
    if len(given) != 1:
        raise MessageProblem(
            "write one of text, message, varint, zigzag, fixed32, float32 and float64", *steps
        )
    document: Document = dict.fromkeys((*_NUMBERS, "text", "message"))
    document["field"] = field.field
    document["text"] = _template(field.text, values, *steps, "text")
    document["message"] = [
        _field(inner, values, (*steps, "message", at)) for at, inner in enumerate(field.message)
    ]
    for key in _NUMBERS:
        document[key] = _number(getattr(field, key), values, (*steps, key))
    return document


def _number(
    given: float | str | None, values: Mapping[str, ValueForm], steps: tuple[str | int, ...]
) -> float | Document | None:
    if not isinstance(given, str):
        return given
    pieces = list(_pieces(given, values, steps))
    if len(pieces) != 1 or not isinstance(pieces[0], dict) or pieces[0]["form"] not in HALVES[:2]:
        raise MessageProblem("write a number, or half of a position such as ${home:latitude}", *steps)
    return pieces[0]
