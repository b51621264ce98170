"""The forms of what is said in a made-up situation: values that are planted, messages that hold them, and decoys.

Texts here are templates: ``${id}`` is a value as it is, ``${id:form}`` in a form. What only shows between keys is checked
in ``harness.rules.forge_messages``.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field

from harness.rules.forge_values import Coordinates, Form, Id, text

_VALUE = re.compile(r"[A-Za-z0-9+](?s:.){3,199}")
Template = Annotated[str, Field(max_length=4_000)]
_Line = Annotated[
    str, Field(min_length=1, max_length=1_000), text(re.compile(r"[^\r\n]+"), "one line of text")
]
_HEX = re.compile(r"\s*(?:[0-9A-Fa-f]{2}\s*)+")
_Octets = Annotated[str, Field(max_length=8_000), text(_HEX, "octets in hex, two digits each")]
_Number = float | int | str
_NUMBER = "a number, or half of a position: `${home:latitude}`"


class ValueForm(Form):
    """Something that messages hold; made up, as all of it."""

    id: Id = Field(description="what templates and truth.json call it")
    kind: Literal[
        "account_email", "account_name", "serial", "imei", "imsi", "iccid", "phone", "ssid", "mac", "home_point", "text",
    ] = Field(description="what it is; home_point has a position, all others a value")  # fmt: skip
    value: Annotated[str, text(_VALUE, "4 to 200 characters that begin with a letter, digit or +")] | None = (
        Field(default=None, description="the text")
    )
    position: Coordinates | None = Field(default=None, description="[latitude, longitude] in degrees")
    planted: bool = Field(default=True, description="false: a decoy, which is not to be found")


class FieldForm(Form):
    """One field of a protobuf message: its number and one of the rest."""

    field: Annotated[int, Field(ge=1, le=2_047)] = Field(description="its number")
    text: Template | None = Field(default=None, description="a text (wire type 2)")
    message: list[FieldForm] = Field(
        default=[], description="a message in the message", json_schema_extra={"words": "list of mapping"}
    )
    varint: _Number | None = Field(default=None, description=f"a varint; {_NUMBER}, then x 10^7")
    zigzag: _Number | None = Field(default=None, description="the same in zigzag")
    fixed32: _Number | None = Field(default=None, description="the same in four octets")
    float32: _Number | None = Field(default=None, description=f"four octets; {_NUMBER}")
    float64: _Number | None = Field(default=None, description="eight octets, likewise")


class MessageForm(Form):
    """What one side says at one go. Octets are packed, then framed."""

    way: Literal["up", "down"] = Field(description="up: the device says it")
    start: _Line | None = Field(
        default=None, description="first line of an HTTP/1 message, such as `POST /log?sn=${serial} HTTP/1.1`"
    )
    fields: list[_Line] = Field(
        default=[], max_length=40, description="further lines of its head; Host, length and codings are added"
    )
    coding: Literal["gzip", "deflate"] | None = Field(
        default=None, description="Content-Encoding of an HTTP body"
    )
    chunk_octets: Annotated[int, Field(ge=1, le=65_536)] | None = Field(
        default=None, description="an HTTP body goes in chunks of so many octets"
    )
    mqtt: Literal["connect", "connack", "publish"] | None = Field(
        default=None, description="the message of MQTT 3.1.1"
    )
    topic: Template | None = Field(default=None, description="mqtt: topic of publish, client id of connect")
    text: Template | None = Field(default=None, description="what is said: a text")
    protobuf: list[FieldForm] = Field(default=[], description="what is said: a message of protobuf")
    mavlink: Id | None = Field(
        default=None, description="what is said: GLOBAL_POSITION_INT of MAVLink 2 with this home_point"
    )
    nmea: Id | None = Field(default=None, description="what is said: a GGA sentence with this home_point")
    octets: _Octets | None = Field(
        default=None, description="what is said: these octets, in hex; blanks between them count nothing"
    )
    random_octets: Annotated[int, Field(ge=0, le=65_536)] = Field(
        default=0, description="what is said: so many octets without meaning"
    )
    packed: list[
        Literal["gzip", "zlib", "base64", "base64url", "hex", "url", "member"]
    ] = Field(
        default=[],
        max_length=6,
        description="what it is packed into, from the inside out; `member`: text of a JSON object",
    )  # fmt: skip


FieldForm.model_rebuild()
