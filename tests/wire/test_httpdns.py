"""Requests that are lookups, in the forms that makers document."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest

from harness.wire.httpdns import MAX_NAMES, HttpdnsService, Lookup, find_lookup, read_query
from tests.support.conversations import dns_answer

ALIYUN, TENCENT, BAIDU, HUAWEI, JSON, DNS_MESSAGE = HttpdnsService
RFC8484_WWW = "AAABAAABAAAAAAAAA3d3dwdleGFtcGxlA2NvbQAAAQAB"
"""RFC 8484 §4.1.1: a query for www.example.com."""
RFC8484_LONG = (
    "AAABAAABAAAAAAAAAWE-NjJjaGFyYWN0ZXJsYWJlbC1tYWtlcy1iYXNlNjR1cmwtZGlzdGluY3QtZnJvbS1z"
    "dGFuZGFyZC1iYXNlNjQHZXhhbXBsZQNjb20AAAEAAQ"
)
"""RFC 8484 §4.1.1, the one whose base64url differs from base64."""


@pytest.mark.parametrize(
    ("target", "service", "asked"),
    [
        ("/100000/d?host=www.vendor.example", ALIYUN, "www.vendor.example"),
        ("/100000/d?host=www.Vendor.example.&ip=192.0.2.1&query=4,6", ALIYUN, "www.vendor.example"),
        ("/100000/sign_d?host=a.example&sdk=android_1.1.9&t=1&s=2", ALIYUN, "a.example"),
        ("/100000/resolve?host=a.example,b.example,a.example", ALIYUN, "a.example b.example"),
        ("/v2/d?id=100000&dn=a.example%2Cb.example&q=4", ALIYUN, "a.example b.example"),
        ("/d?dn=cloud.vendor.example&clientip=1&ttl=1", TENCENT, "cloud.vendor.example"),
        ("/d?dn=a.example,b-c.example&token=yyyy", TENCENT, "a.example b-c.example"),
        ("/d?dn=a.example&id=6", TENCENT, "a.example"),
        ("/v6/0025?type=ipv4,ipv6&dn=a.example", BAIDU, "a.example"),
        ("/v2/0011/?dn=a.example", BAIDU, "a.example"),
        ("/v3/resolve?account_id=1&dn=a.example&t=1&sign=2", BAIDU, "a.example"),
        ("/resolve?name=a.example&type=A", JSON, "a.example"),
        ("/resolve?short=1&name=a.example", JSON, "a.example"),
        ("/dns-query?name=a.example&type=AAAA", JSON, "a.example"),
        ("https://dns.example/resolve?name=a.example", JSON, "a.example"),
        (f"/dns-query?dns={RFC8484_WWW}", DNS_MESSAGE, "www.example.com"),
        (
            f"/x/dns-query?ct&dns={RFC8484_LONG}",
            DNS_MESSAGE,
            "a.62characterlabel-makes-base64url-distinct-from-standard-base64.example.com",
        ),
        ("/100000/ss?region=cn", ALIYUN, ""),
    ],
)
def test_lookups(target: str, service: HttpdnsService, asked: str) -> None:
    assert find_lookup("GET", target, "192.0.2.1") == Lookup(service, tuple(asked.split()), False)


@pytest.mark.parametrize(
    ("target", "service"),
    [
        ("/d?dn=99e2d153e4d0527186ebed5ac5608367&id=6&ttl=1", TENCENT),
        ("/v2/d?id=100000&m=1&enc=abcd&s=1", ALIYUN),
    ],
)
def test_encrypted_questions_are_lookups_without_names(target: str, service: HttpdnsService) -> None:
    assert find_lookup("GET", target, None) == Lookup(service, (), True)


def test_lookups_known_by_their_host() -> None:
    assert find_lookup("GET", "/?dn=a.example", "180.76.76.112") == Lookup(BAIDU, ("a.example",), False)
    assert find_lookup("GET", "/?dn=a.example", "192.0.2.1") is None
    assert find_lookup("POST", "/x", "httpdns.platform.dbankcloud.cn") == Lookup(HUAWEI, (), True)
    assert find_lookup("POST", "/x", "xhttpdns.platform.dbankcloud.cn") is None


def test_a_dns_message_in_a_body() -> None:
    expected = Lookup(DNS_MESSAGE, (), True)
    assert find_lookup("POST", "/any", "a.example", "application/dns-message") == expected
    assert find_lookup("GET", "/any", "a.example", "application/dns-message") is None
    body = urlsafe_b64decode(RFC8484_WWW)
    assert read_query(body) == Lookup(DNS_MESSAGE, ("www.example.com",), False)
    assert read_query(body[:20]) is None
    assert read_query(dns_answer("a.example", "192.0.2.8")) is None


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "*",
        "a.example:443",
        "/d",
        "/d?x=1",
        "/d?dn=",
        "/d?dn=not a name",
        "/d?dn=a..example",
        "/d?dn=a.example,",
        f"/d?dn={'a.' * 130}example",
        "/12/d?host=a.example",
        "/100000/dx?host=a.example",
        "/100000/d?hosts=a.example",
        "/v2/d?dn=a.example",
        "/resolve?domain=a.example",
        "/resolve?name=%00",
        "/dns-query?dns=AAAB",
        "/dns-query?dns=!!!!",
        "/dns-query?dns=AAABgAAB",
        "/dns-query?dns=" + "A" * 1401,
        "/dns-query?dns=" + urlsafe_b64encode(bytes.fromhex("0000 0100 0001 0000 0000 0000 c00c")).decode(),
        "/dns-query?dns="
        + urlsafe_b64encode(bytes.fromhex("0000 0100 0001 0000 0000 0000 03777777")).decode(),
        "/dns-query?dns="
        + urlsafe_b64encode(bytes.fromhex("0000 8100 0001 0000 0000 0000 0161 00 0001 0001")).decode(),
    ],
)
def test_other_requests(target: str) -> None:
    assert find_lookup("GET", target, "a.example") is None


def test_names_are_limited() -> None:
    names = ",".join(f"h{number}.example" for number in range(MAX_NAMES))
    found = find_lookup("GET", f"/d?dn={names}", None)
    assert found is not None
    assert len(found.asked) == MAX_NAMES
