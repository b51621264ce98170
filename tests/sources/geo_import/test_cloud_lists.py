"""Clouds' own lists, in the form that each publishes."""

from __future__ import annotations

import pytest

from tests.support.geo_files import SAMPLES, read

ONE = (0xC0000200, 0xC00002FF)


def values(form: str) -> list[tuple[object, ...]]:
    rows = read(form, SAMPLES[form]).rows
    return sorted(tuple(row.value) for version in (4, 6) for row in rows[version])


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (
            "aws",
            [
                ("aws", "GLOBAL", "", True),
                ("aws", "ap-east-1", "HK", False),
                ("aws", "cn-north-1", "CN", False),
                ("aws", "us-east-1-bue-1", "AR", False),
            ],
        ),
        ("gcp", [("gcp", "asia-east2", "HK", False), ("gcp", "global", "", True)]),
        ("azure", [("azure", "", "", False), ("azure", "", "", True), ("azure", "eastasia", "HK", False)]),
        ("oracle", [("oracle", "eu-frankfurt-1", "DE", False)]),
        ("fastly", [("fastly", "", "", True)] * 2),
        ("cloudflare", [("cloudflare", "", "", True)] * 2),
        ("digitalocean", [("digitalocean", "NL-NH", "NL", False), ("digitalocean", "SG-05", "SG", False)]),
    ],
)
def test_regions_countries_and_what_is_anycast(form: str, expected: list[tuple[object, ...]]) -> None:
    assert values(form) == expected


@pytest.mark.parametrize(
    ("form", "date"),
    [("aws", "2026-11-01"), ("gcp", "2026-11-02"), ("oracle", "2026-11-03"), ("azure", None)],
)
def test_dates_that_lists_state(form: str, date: str | None) -> None:
    assert read(form, SAMPLES[form]).date == date


def test_a_row_with_a_region_beats_a_narrower_one_without() -> None:
    rows = read("azure", SAMPLES["azure"]).rows[4]
    assert [(row.value.region, row.rank) for row in rows if row.start == ONE[0]] == [("eastasia", 0), ("", 1)]


@pytest.mark.parametrize("form", ["aws", "gcp", "azure", "oracle", "fastly"])
@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"[",
        b"[]",
        b"1",
        b"\xff",
        b"[" * 100_000,
        b'{"prefixes": 1}',
        b'{"values": [1]}',
        b'{"regions": [{}]}',
        b"null",
    ],
)
def test_a_document_of_another_form_is_a_fault_or_empty(form: str, octets: bytes) -> None:
    found = read(form, octets)
    assert found.faults or found.rows == {4: [], 6: []}


def test_an_entry_that_is_no_prefix_is_located() -> None:
    octets = SAMPLES["aws"].replace(b"198.51.100.0/24", b"198.51.100.1/24")
    assert read("aws", octets).faults == [
        "f:1: prefixes[2]: '198.51.100.1/24' has bits set behind its length"
    ]
