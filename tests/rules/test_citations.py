"""What fixes the edition of a source, and what only looks so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.rules.citations import dates_in, edition_of


@pytest.mark.parametrize(
    ("citation", "edition"),
    [
        ("v2fly/domain-list-community:data/dji@c975ccef", "@c975ccef"),
        ("@ip-location-db/asn 2.3.2026061719 (npm, CC-BY-4.0: RouteViews)", "2.3.2026061719"),
        ("Example Drones app 1.2.0, assets/config.json", "1.2.0"),
        ("Live Stream, DJI Developer, 2025-02-18, https://developer.dji.com/doc", "2025-02-18"),
        ("Example Drones manual 2026", "2026"),
        ("list.txt, sha256 0123456789abcdef, licence MIT", "sha256 0123456789abcdef"),
        ("mDNS, RFC 6762", "RFC 6762"),
    ],
)
def test_editions(citation: str, edition: str) -> None:
    assert edition_of(citation) == edition


@pytest.mark.parametrize(
    "citation",
    [
        "public code or host-name corpus whose origin is not named",
        "Firewall requirements, Agora docs, undated, https://docs.agora.io/2024-01-01/v1.2",
        "hagezi/dns-blocklists:adblock/native.huawei.txt",
        "Apple Support 101555, undated",
        "room 20251 of the archive",
        "someone@example.org wrote it",
    ],
)
def test_none(citation: str) -> None:
    assert edition_of(citation) is None


def test_dates_are_sorted_and_each_once() -> None:
    assert dates_in(["b 2026-08-22, 2025-01", "2026-08-22", "version 2.0", "2024"]) == [
        "2024",
        "2025-01",
        "2026-08-22",
    ]


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    edition = edition_of(text)
    assert edition is None or edition in text
    assert all(date in text for date in dates_in([text]))
