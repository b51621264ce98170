"""URLs and paths apart, and nothing secret shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sources.urls import is_chained, is_pattern, is_url, is_web, shown


@pytest.mark.parametrize(
    ("text", "url", "web", "pattern"),
    [
        ("s3://bucket/a.pcap", True, False, False),
        ("S3://bucket/*.pcap", True, False, True),
        ("https://example.com/a?b=*", True, True, False),
        ("HTTP://example.com/*", True, True, True),
        ("memory://a[1].pcap", True, False, False),
        ("captures/a.pcap", False, False, False),
        ("c:/a.pcap", False, False, False),
        ("-", False, False, False),
    ],
)
def test_what_a_text_is(text: str, url: bool, web: bool, pattern: bool) -> None:
    assert (is_url(text), is_web(text), is_pattern(text)) == (url, web, pattern)


@pytest.mark.parametrize(
    ("text", "chained"),
    [
        ("zip://a.pcap::https://example.com/a.zip", True),
        ("s3://bucket/a::b", True),
        ("https://[2001:db8::1]/a.pcap", False),
        ("https://user:pw@[2001:db8::1]:80/a.pcap", False),
    ],
)
def test_a_file_system_inside_another(text: str, chained: bool) -> None:
    assert is_chained(text) is chained


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://user:secret@example.com:8443/a.pcap?sig=secret#secret", "https://example.com:8443/a.pcap"),
        ("ftp://us@er:sec@ret@example.com/a", "ftp://example.com/a"),
        ("s3://key:secret@bucket/a.pcap", "s3://bucket/a.pcap"),
        ("https://[secret/a", "https://"),
        ("a?b#c", "a?b#c"),
    ],
)
def test_secrets_are_not_shown(url: str, text: str) -> None:
    assert shown(url) == text


WORDS = st.text("abcXYZ019-._~%!$&'()*+,;=:", min_size=1)


@given(WORDS, WORDS, WORDS)
def test_no_user_password_or_query_is_ever_shown(user: str, password: str, query: str) -> None:
    url = f"https://<{user}>:<{password}>@example.com/a.pcap?<{query}>"
    assert shown(url) == "https://example.com/a.pcap"
    assert shown(shown(url)) == shown(url)
