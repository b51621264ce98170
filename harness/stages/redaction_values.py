"""Frozen values of a result in, the same without private values out: every text in them, however deep.

Texts of a value are redacted as their field's name says, by default as TEXT, so that a new field is not forgotten.
Positions are rounded wherever a value has ``latitude`` and ``longitude``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, TypeVar

import polars as pl

from harness.model.privacy import Privacy
from harness.stages.redaction_frames import ROUNDED_KM
from harness.stages.redaction_text import Redactor

T = TypeVar("T")

FIELDS: Final[Mapping[tuple[str, str], Privacy]] = MappingProxyType(
    {
        ("Scenario", "path"): Privacy.FILE,
        ("Scenario", "folder"): Privacy.FILE,
        ("Scenario", "endpoint_rules"): Privacy.FILE,
        ("CaptureFile", "path"): Privacy.FILE,
        ("CaptureFile", "keylog"): Privacy.FILE,
        ("CaptureFile", "hosts"): Privacy.FILE,
        ("HostsFile", "path"): Privacy.FILE,
        ("HostsFile", "names"): Privacy.NAME,
        ("Honey", "values"): Privacy.IDENTIFIER,
        **{(one, "addresses"): Privacy.ADDRESS for one in ("Device", "OwnTool", "OtherDevice")},
        **{(one, "macs"): Privacy.MAC for one in ("Device", "OwnTool", "OtherDevice")},
        **{("Believed", one): Privacy.TEXT for one in ("app_store", "sim", "locale", "gps")},
        ("Lead", "server_ip"): Privacy.ADDRESS,
        ("Lead", "name"): Privacy.NAME,
        ("Plan", "path"): Privacy.FILE,
    }
)
"""Field of a class -> what it can hold; all others TEXT."""
_AS_IT_IS: Final = frozenset({"sha256", "keylog_sha256", "hosts_sha256"})
_DEGREES: Final = ("latitude", "longitude")


def redact_value(value: T, redactor: Redactor) -> T:
    """Redact a value: frozen dataclasses, tuples, mappings and texts in one another; frames in it stay as they are."""
    by_kind: dict[Privacy, set[str]] = {}
    for text, kind in _texts(value, Privacy.TEXT):
        by_kind.setdefault(kind, set()).add(text)
    put = {kind: redactor.texts(texts, kind) for kind, texts in by_kind.items()}
    told: T = _told(value, Privacy.TEXT, put)
    return told


def _texts(value: Any, kind: Privacy) -> Iterator[tuple[str, Privacy]]:
    if isinstance(value, Enum | pl.DataFrame):
        return
    if isinstance(value, str):
        yield value, kind
    elif is_dataclass(value):
        for name, one in _parts(value):
            yield from _texts(one, _kind(value, name))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _texts(key, kind)
            yield from _texts(one, kind)
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from _texts(one, kind)


def _told(value: Any, kind: Privacy, put: Mapping[Privacy, Mapping[str, str]]) -> Any:
    if isinstance(value, Enum | pl.DataFrame):
        return value
    if isinstance(value, str):
        return put[kind].get(value, value)
    if is_dataclass(value) and not isinstance(value, type):
        new = {name: _told(one, _kind(value, name), put) for name, one in _parts(value)}
        return replace(value, **new | _rounded(value))
    if isinstance(value, Mapping):
        return {_told(key, kind, put): _told(one, kind, put) for key, one in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return type(value)(_told(one, kind, put) for one in value)
    return value


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    for field in fields(value):
        if field.init and field.name not in _AS_IT_IS:
            yield field.name, getattr(value, field.name)


def _kind(value: object, name: str) -> Privacy:
    return FIELDS.get((type(value).__name__, name), Privacy.TEXT)


def _rounded(value: Any) -> dict[str, float]:
    names = {field.name for field in fields(value)}
    if not names.issuperset(_DEGREES):
        return {}
    found = {name: float(round(getattr(value, name))) for name in _DEGREES}
    return found | ({"error_km": value.error_km + ROUNDED_KM} if "error_km" in names else {})
