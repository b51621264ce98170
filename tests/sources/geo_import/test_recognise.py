"""Every form is known by its content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sources.geo_import.recognise import FORMATS, recognise
from tests.support.geo_files import ASN, NUMBERS, SAMPLES


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "digitalocean"])
def test_known_by_content(form: str) -> None:
    assert recognise(SAMPLES[form]) == form


def test_digitalocean_s_list_has_the_form_of_a_geofeed() -> None:
    assert recognise(SAMPLES["digitalocean"]) == "geofeed"


@pytest.mark.parametrize("octets", [NUMBERS, ASN, b"\xef\xbb\xbfstart,end,cc\r\n192.0.2.0,192.0.2.1,DE\r\n"])
def test_csv_with_numbers_quotes_and_headings(octets: bytes) -> None:
    assert recognise(octets) == "csv"


@pytest.mark.parametrize(
    "octets", [b"", b"<html>", b"{", b'{"x": 1}', b"[" * 99_999, b"a,b,c\n" * 100, bytes(5000)]
)
def test_what_is_none_of_them(octets: bytes) -> None:
    assert recognise(octets) is None


@given(st.binary(max_size=300))
def test_any_octets_have_a_form_or_none(octets: bytes) -> None:
    assert recognise(octets) in (None, *FORMATS)
