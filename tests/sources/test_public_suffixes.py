"""Registrable domains: the list's own published test cases, what can have none, and what is said of the list."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import ReferenceDataError
from harness.model.registrable import UNREGISTERED
from harness.sources.public_suffixes import EMBEDDED, consult_suffixes
from harness.wire.text import host_text

CASES = re.findall(
    r"^checkPublicSuffix\('([^']+)', (?:'([^']+)'|null)\);",
    (EMBEDDED.parent / "test_psl.txt").read_text(encoding="utf-8"),
    re.MULTILINE,
)
"""publicsuffix.org/list: tests/test_psl.txt, in the public domain; (name, domain or empty)."""
PRIVATE = {
    # uk.com is a private suffix: for us, the domain that its owner registered.
    "uk.com": "uk.com",
    "example.uk.com": "uk.com",
    "b.example.uk.com": "uk.com",
    "a.b.example.uk.com": "uk.com",
}


def domain(name: str) -> str | None:
    found: str | None = consult_suffixes([name]).domains["registrable_domain"][0]
    return found


def test_the_published_cases() -> None:
    assert len(CASES) > 70
    for name, expected in CASES:
        asked = host_text(name.encode())
        wanted = PRIVATE.get(asked, host_text(expected.encode()) if expected else None)
        assert domain(asked) == wanted, name


def test_the_published_cases_at_once_give_the_same() -> None:
    names = [host_text(name.encode()) for name, _ in CASES]
    found = dict(consult_suffixes(names).domains.iter_rows())
    assert found == {name: domain(name) for name in names}


@pytest.mark.parametrize(("name", "expected"), [
    ("bucket.oss-cn-shenzhen.aliyuncs.com", "aliyuncs.com"),
    ("bucket.s3.amazonaws.com", "amazonaws.com"),
    ("d111111abcdef8.cloudfront.net", "cloudfront.net"),
    ("someone.github.io", "github.io"),
    ("ec2.cn-north-1.amazonaws.com.cn", "amazonaws.com.cn"),
])  # fmt: skip
def test_customers_of_a_host_share_the_host_s_domain(name: str, expected: str) -> None:
    assert domain(name) == expected


@pytest.mark.parametrize(("name", "expected"), [
    ("*.example.com", "example.com"), ("*.a.example.co.uk", "example.co.uk"), ("*.co.uk", None), ("*.com", None), ("*", None),
])  # fmt: skip
def test_a_wildcard_has_the_domain_of_what_it_stands_on(name: str, expected: str | None) -> None:
    assert domain(name) == expected


@pytest.mark.parametrize(("name", "expected"), [
    ("_dns.example", None), ("_8443._https.www.example.com", "example.com"), ("a_b.example.com", "example.com"),
    ("x._y.com", None), ("x.-a.com", None), ("x.a-.com", None),
])  # fmt: skip
def test_an_underscore_stands_before_the_domain_only(name: str, expected: str | None) -> None:
    assert domain(name) == expected


@pytest.mark.parametrize("name", [
    "192.0.2.1", "2001:db8::1", "127.1", "localhost", "cam", ".", "", "a..com", ".com", "a.com.",
    "a\\000b.example.com", "a\\046b.example.com", "m\\252ller.de", "*.*.example.com", "a.*.example.com",
    "1.2.0.192.in-addr.arpa", "8.b.d.0.1.0.0.2.ip6.arpa", "_dns.resolver.arpa", "cam.home.arpa",
    "printer.local", "router.lan", "a.b.internal", "x.localhost",
    "a" * 64 + ".com", "a.com" + ".b" * 125,
])  # fmt: skip
def test_what_has_none(name: str) -> None:
    assert domain(name) is None


def test_u_labels_of_the_list_are_found_by_a_labels() -> None:
    assert domain(host_text("www.食狮.公司.cn".encode())) == "xn--85x722f.xn--55qx5d.cn"


@given(
    st.lists(
        st.sampled_from(["a", "b", "co", "uk", "com", "kobe", "city", "jp", "ck", "www", "example"]),
        max_size=5,
    )
)
def test_a_domain_ends_its_name_and_is_its_own_domain(labels: list[str]) -> None:
    name = ".".join(labels)
    found = domain(name)
    if found is not None:
        assert f".{name}".endswith(f".{found}")
        assert domain(found) == found == domain(f"further.{name}")


def test_names_are_answered_once_in_order() -> None:
    frame = consult_suffixes(["b.example", "a.example", "b.example"]).domains
    assert frame["name"].to_list() == ["a.example", "b.example"]
    assert consult_suffixes([]).domains.is_empty()


def test_the_list_is_told_with_its_date_and_digest() -> None:
    source = consult_suffixes([]).source
    assert source.sha256 == hashlib.sha256(EMBEDDED.read_bytes()).hexdigest()
    assert source.date >= "2025-09-29"
    assert (source.licence, source.date_basis) == ("MPL-2.0", "vendor_stated")


def test_no_last_label_without_registry_is_one_of_another_use() -> None:
    assert UNREGISTERED.isdisjoint({"com", "cn", "example", "test"})


def test_each_list_answers_for_itself(tmp_path: Path) -> None:
    """What is kept of one list says nothing for another, nor for the same file once it is another."""
    path, names = tmp_path / "list.dat", ["a.b.example", "b.com"]
    form = "// VERSION: 2026-01-01_x\n// ===BEGIN ICANN DOMAINS===\n{}\n// ===END ICANN DOMAINS===\n{}\n"
    found = []
    for content in (form.format("example\ncom", ""), form.format("b.example\ncom", "b.com"), None):
        if content is not None:
            path.write_text(content)
        asked = consult_suffixes(names, path if content is not None else EMBEDDED)
        found.append(asked.domains["registrable_domain"].to_list())
    assert found == [["b.example", "b.com"], ["a.b.example", "b.com"], ["b.example", "b.com"]]


@pytest.mark.parametrize("content", [None, b"com\n"], ids=["missing", "undated"])
def test_a_list_that_is_missing_or_undated_is_refused(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "list.dat"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ReferenceDataError, match=r"list\.dat"):
        consult_suffixes(["a.com"], path)
