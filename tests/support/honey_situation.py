"""A situation with values to plant, for tests of what the forge says."""

from __future__ import annotations

from typing import Any

from tests.support.forging import situation

MAIL, SERIAL, HOME = "quill.tester@skylark.example", "QX0MADEUP7734", [-31.4159265, -126.5358979]
VALUES: list[dict[str, Any]] = [
    {"id": "account", "kind": "account_email", "value": MAIL},
    {"id": "serial", "kind": "serial", "value": SERIAL},
    {"id": "home", "kind": "home_point", "position": HOME},
    {"id": "other", "kind": "serial", "value": "QX0MADEUP7735", "planted": False},
]


def talk(kind: str, *messages: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """One conversation of the phone; messages go up unless they say otherwise."""
    said = [{"way": "up", **message} for message in messages]
    return {"kind": kind, "device": "phone", "at_s": 1, "to": "203.0.113.80", "messages": said, **keys}


def planted(*traffic: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """A situation with these conversations, one after the other."""
    spread = [
        {**one, "at_s": at * 5 + 1, "id": one.get("id", f"talk-{at}")} for at, one in enumerate(traffic)
    ]
    return situation(values=VALUES, traffic=spread, **keys)
