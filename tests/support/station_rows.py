"""STATIONS rows for report tests: documentation MACs (RFC 7042 §2.1.2), made-up makers."""

from __future__ import annotations

from typing import Any

_SEEN = {"vantage": "app", "random": False, "also": [], "flows": 2, "capture": "a" * 12, "packet": 7}
_NO_MAKER: dict[str, Any] = {"rule": None, "operator": None, "control_country": None, "confidence": None}


def stations() -> list[dict[str, Any]]:
    maker = {
        "rule": "acme.aircraft",
        "operator": "Acme Aviation Works of Great Length Ltd",
        "control_country": "DE",
        "confidence": "documented",
    }
    unsettled = {
        "rule": "bolt.radio",
        "operator": "Bolt Radio",
        "confidence": "observed",
        "control_country": None,
    }
    return [
        _SEEN | maker | {"mac": "00:00:5e:00:53:01", "addresses": [f"192.168.7.{n}" for n in range(20, 25)]},
        _SEEN | unsettled | {"mac": "00:00:5e:00:53:02", "addresses": [], "flows": 0},
        _SEEN | _NO_MAKER | {"mac": "02:00:00:00:00:01", "random": True, "addresses": ["192.168.7.30"]},
    ]
