"""The situation and the scenario that every case departs from."""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]

DAY = "2026-11-02"
US, US_2, US6 = "3.208.5.9", "3.208.5.20", "2600:1f18::5"
"""Amazon, us-east-1: two databases and the published range say US."""
WHERE: dict[str, list[float]] = {
    "us": [38.9, -77.4],
    "cn": [31.2, 121.5],
    "hk": [22.3, 114.2],
    "de": [50.1, 8.7],
}
CLAIM = "no-data-to-cn"


def at(clock: str) -> str:
    """A time of the day of all cases, UTC."""
    return f"{DAY}T{clock}Z"


SITUATION: Document = {
    "schema_version": 1,
    "id": "case",
    "title": "A phone logs in",
    "seed": 11,
    "start": at("10:00:00"),
    "networks": [{"id": "us-v1", "coordinates": [39.04, -77.49], "to_s": 120}],
    "devices": [{"id": "phone", "mac": "02:00:00:00:08:20", "v4": "192.168.8.20", "v6": "2001:db8:8::20"}],
    "hosts": [{"id": "login", "addresses": [US, US6], "coordinates": WHERE["us"]}],
    "names": [{"name": "login.skylark.example", "answers": [{"host": "login"}]}],
    "traffic": [
        {
            "kind": "tls",
            "device": "phone",
            "to": "login.skylark.example",
            "at_s": 30,
            "octets_up": 300,
            "octets_down": 600,
        },
    ],
}
SCENARIO: Document = {
    "schema_version": 1,
    "id": "case",
    "title": "One way to be wrong",
    # The embedded place data are of June.
    "max_data_age_days": 180,
    "subject": {
        "vendor": "Example Aero",
        "product": "Skylark",
        "boundary": "device",
        "egress": [{"id": "phone-wifi", "kind": "wifi", "state": "tapped", "vantage_points": ["ashburn"]}],
    },
    "devices": [
        {
            "id": "phone",
            "role": "phone",
            "addresses": ["192.168.8.20", "2001:db8:8::20"],
            "macs": ["02:00:00:00:08:20"],
        }
    ],
    "vantage_points": [
        {
            "id": "ashburn",
            "tap": "gateway-lan",
            "region": "US",
            "coordinates": [39.04, -77.49],
            "error_km": 25,
            "egress": "isp",
            "resolvers": ["192.168.8.1"],
        }
    ],
    "cells": [
        {
            "id": "us-v1",
            "role": "test",
            "subject_version": "1.0",
            "settings": "default",
            "egress_region": "US",
            "account_region": "US",
            "bearer": "wifi",
            "consent": "accepted",
            "ip_versions": [4, 6],
            "captures": [{"path": "us-v1.pcapng", "vantage_point": "ashburn", "filter": "all"}],
            "steps": [
                {
                    "id": "login",
                    "kind": "login",
                    "from": at("10:00:20"),
                    "to": at("10:01:20"),
                    "devices": ["phone"],
                    "evidence": [{"contacted": "login.skylark.example"}],
                }
            ],
        }
    ],
    "claims": [
        {
            "id": CLAIM,
            "kind": "location",
            "text": "No user data goes to mainland China.",
            "countries": ["CN"],
            "scope": {
                "egress_regions": ["US"],
                "account_regions": ["US"],
                "subject_versions": ["1.0"],
                "settings": ["default"],
            },
        }
    ],
    "expect": [],
}
SILENCE_CLAIM: Document = {
    "id": "local-mode-is-silent",
    "kind": "silence",
    "text": "Local data mode sends nothing.",
    "permitted": {"services": ["dhcp"]},
    "scope": {
        "egress_regions": ["US"],
        "account_regions": ["US"],
        "subject_versions": ["1.0"],
        "settings": ["local-mode"],
    },
}
