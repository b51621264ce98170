"""Single values of a situation: what each may be, worded so that an author can mend it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

_ID = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.pcapng")
_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*")


class Form(BaseModel):
    """A mapping of the file: known keys, and values of their own types."""

    model_config = ConfigDict(extra="forbid", strict=True)


def text(pattern: re.Pattern[str], wanted: str) -> AfterValidator:
    """A validator of text that has one form; ``wanted`` says which."""

    def check(value: str) -> str:
        if pattern.fullmatch(value):
            return value
        raise ValueError(f"'{value}': write {wanted}")

    return AfterValidator(check)


def _instant(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError(f"'{value}' is no time with its zone: write one like 2026-11-02T10:00:00Z")
    return value


def _address(version: int | None) -> Callable[[str], str]:
    example = {4: "192.0.2.7", 6: "2001:db8::7", None: "192.0.2.7 or 2001:db8::7"}[version]

    def check(value: str) -> str:
        try:
            found = ipaddress.ip_address(value)
        except ValueError:
            found = None
        if found is None or "%" in value or version not in (None, found.version):
            raise ValueError(f"'{value}' is no such address: write one like {example}")
        return str(found)

    return check


def _coordinates(value: list[float]) -> list[float]:
    latitude, longitude = value
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"{value}: write latitude (-90 to 90), then longitude (-180 to 180), in degrees")
    return value


def _numbers(value: Any) -> Any:
    """Whole degrees are numbers as well."""
    if isinstance(value, list):
        return [float(one) if isinstance(one, int) and not isinstance(one, bool) else one for one in value]
    return value


def decimal(value: Any) -> Any:
    """A whole number as the decimal number that it is as well."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


Id = Annotated[str, text(_ID, "an id in a-z, 0-9 and single '-', '_' or '.'")]
Instant = Annotated[str, AfterValidator(_instant)]
Mac = Annotated[str, text(_MAC, "six octets in lower case, such as 02:00:00:00:00:01")]
Name = Annotated[str, text(NAME, "a host name in lower case, such as log.skylark.example")]
Told = Annotated[
    str,
    text(re.compile(r"(?s:.){1,250}"), 'at most 250 characters; "\\e[31m" in quotes is an escape'),
]
"""A name as a product may send it, which need not be one."""
HeaderTold = Annotated[
    str,
    text(
        re.compile(r"[^\r\n]{1,250}"),
        'one line of text, at most 250 characters; "\\e[31m" in quotes is an escape',
    ),
]
"""The same in a header of HTTP, which a line break would end."""
V4 = Annotated[str, AfterValidator(_address(4))]
V6 = Annotated[str, AfterValidator(_address(6))]
Address = Annotated[str, AfterValidator(_address(None))]
Coordinates = Annotated[
    list[float], BeforeValidator(_numbers), Field(min_length=2, max_length=2), AfterValidator(_coordinates)
]
Seconds = Annotated[float, BeforeValidator(decimal), Field(ge=0, le=86_400)]
Share = Annotated[float, BeforeValidator(decimal), Field(ge=0, le=1)]
Octets = Annotated[int, Field(ge=0, le=4_000_000)]
Port = Annotated[int, Field(ge=1, le=65_535)]
