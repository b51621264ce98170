"""Endpoints as an analysis tells them, for tests of stubs; all made up."""

from __future__ import annotations

from typing import Any

from harness.model.unmatched import Seen


def seen(address: str = "192.0.2.7", **given: Any) -> Seen:
    fields: dict[str, Any] = dict.fromkeys(("other_name", "asn", "holder"))
    fields |= {"vantage": "app", "address": address, "looked_up": address, "transport": "tcp", "port": 443}
    fields |= {"scope": "internet", "names": (), "octets_up": 100, "octets_down": 50, "ruled": False}
    fields |= {"first_ns": 0, "last_ns": 1, "capture": "0123456789ab", "path": "captures/app.pcapng"}
    return Seen(**(fields | given))
