"""Answers to lookups that bypass DNS, in the forms that makers document, with documentation addresses."""

from __future__ import annotations

import gzip
import json

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.http_response import HttpResponse, decode_response
from harness.wire.httpdns import HttpdnsService, Lookup
from harness.wire.httpdns_answers import (
    MAX_BODY_OCTETS,
    MAX_TOLD,
    HttpdnsAnswer,
    Told,
    decode_answer,
    read_answer,
)
from tests.support.conversations import dns_answer
from tests.support.text_messages import HTTP_JSON, JSON_BODY, sized

ALIYUN, TENCENT, BAIDU, HUAWEI, JSON, DNS_MESSAGE = HttpdnsService
NAME = "www.vendor.example"
FOUR = "192.0.2.8"


def lookup(service: HttpdnsService, *asked: str) -> Lookup:
    return Lookup(service, asked, not asked)


def told(service: HttpdnsService, body: object, *asked: str) -> list[tuple[str, str, int | None]]:
    """What a body tells, which is octets or is written as JSON."""
    octets = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = read_answer(lookup(service, *asked), octets)
    assert isinstance(answer, HttpdnsAnswer), answer
    assert not answer.opaque
    return [(row.name, row.address, row.ttl_s) for row in answer.told]


def reason(service: HttpdnsService, body: bytes, *asked: str) -> Reason:
    answer = read_answer(lookup(service, *asked), body)
    assert isinstance(answer, Malformed)
    return answer.reason


def test_aliyun_one_host() -> None:
    expected = [(NAME, FOUR, 57), (NAME, "192.0.2.9", 57), (NAME, "2001:db8::8", 57)]
    assert told(ALIYUN, JSON_BODY, NAME) == expected
    assert told(ALIYUN, {"host": NAME, "ips": [], "ttl": 60}, NAME) == []


def test_aliyun_several_hosts() -> None:
    body = {
        "dns": [
            {"host": "a.example", "client_ip": "203.0.113.9", "ips": [FOUR], "ttl": 106, "origin_ttl": 120},
            {"host": "b.example", "client_ip": "203.0.113.9", "ips": ["192.0.2.9"], "type": 1},
        ]
    }
    assert told(ALIYUN, body, "a.example", "b.example") == [
        ("a.example", FOUR, 106),
        ("b.example", "192.0.2.9", None),
    ]


def test_aliyun_version_2() -> None:
    body = {
        "code": "success",
        "mode": 0,
        "data": {
            "cip": "203.0.113.9",
            "answers": [
                {"dn": NAME, "v4": {"ips": [FOUR], "ttl": 60}, "v6": {"ips": ["2001:db8::8"], "ttl": 61}},
                {"dn": NAME, "v6": {"no_ip_code": "RRNotExist"}},
            ],
        },
    }
    assert told(ALIYUN, body, NAME) == [(NAME, FOUR, 60), (NAME, "2001:db8::8", 61)]
    hidden = read_answer(
        lookup(ALIYUN), json.dumps({"code": "success", "mode": 1, "data": "qqpv=="}).encode()
    )
    assert hidden == HttpdnsAnswer((), (), True)


def test_aliyun_list_of_servers_names_nothing() -> None:
    assert told(ALIYUN, {"service_ip": ["203.0.113.1"], "service_ipv6": []}) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("192.0.2.8;192.0.2.9", [(NAME, FOUR, None), (NAME, "192.0.2.9", None)]),
        ("192.0.2.8;192.0.2.9,120", [(NAME, FOUR, 120), (NAME, "192.0.2.9", 120)]),
        ("192.0.2.8,120|203.0.113.9", [(NAME, FOUR, 120)]),
        (
            "192.0.2.8,120-2001:db8:0123:4567:0::2345;2001:db8::8,60|203.0.113.9",
            [(NAME, FOUR, 120), (NAME, "2001:db8:123:4567::2345", 60), (NAME, "2001:db8::8", 60)],
        ),
        ("www.vendor.example.:192.0.2.8,120|203.0.113.9", [(NAME, FOUR, 120)]),
        ("www.vendor.example.:0-2001:db8::8,9|203.0.113.9", [(NAME, "2001:db8::8", 9)]),
        ("www.vendor.example.:0-0|203.0.113.9", []),
        ("www.vendor.example|203.0.113.9", []),
        ("", []),
        ("0", []),
    ],
)
def test_tencent_one_name(body: str, expected: list[tuple[str, str, int | None]]) -> None:
    assert told(TENCENT, body.encode(), NAME) == expected


def test_tencent_several_names() -> None:
    body = b"a-b.example.:0\nb.example.:192.0.2.8;192.0.2.9,180\r\nc.example.:192.0.2.10,60|203.0.113.9\n"
    assert told(TENCENT, body, "a-b.example", "b.example", "c.example") == [
        ("b.example", FOUR, 180),
        ("b.example", "192.0.2.9", 180),
        ("c.example", "192.0.2.10", 60),
    ]


def test_an_encrypted_answer_is_known_as_such() -> None:
    body = b"99e2d153e4d0527186ebed5ac5608367" * 2
    assert read_answer(lookup(TENCENT), body) == HttpdnsAnswer((), (), True)
    assert read_answer(lookup(HUAWEI), b"anything") == HttpdnsAnswer((), (), True)


def test_names_of_an_answer_where_the_question_shows_none() -> None:
    answer = read_answer(lookup(TENCENT), b"a.example.:192.0.2.8,60")
    assert answer == HttpdnsAnswer(("a.example",), (Told("a.example", FOUR, 60),), False)


def test_baidu() -> None:
    body = {"msg": "ok", "data": {NAME: {"ip": [FOUR], "ipv6": ["2001:db8::8"], "ttl": 60}}, "timestamp": 1}
    assert told(BAIDU, body, NAME) == [(NAME, FOUR, 60), (NAME, "2001:db8::8", 60)]
    assert told(BAIDU, b"192.0.2.8 192.0.2.9\n", NAME) == [(NAME, FOUR, None), (NAME, "192.0.2.9", None)]


RECORDS = {
    "Status": 0,
    "TC": False,
    "Question": [{"name": "www.Vendor.example.", "type": 1}],
    "Answer": [
        {"name": "www.vendor.example.", "type": 5, "TTL": 30, "data": "edge.cdn.example."},
        {"name": "edge.cdn.example.", "type": 1, "TTL": 60, "data": FOUR},
        {"name": "edge.cdn.example.", "type": 28, "TTL": 20, "data": "2001:db8::8"},
        {"name": "other.example.", "type": 1, "TTL": 60, "data": "192.0.2.9"},
        {"name": "www.vendor.example.", "type": 16, "TTL": 60, "data": "text"},
    ],
}
"""The form that Google and Cloudflare document."""


def test_json_records_are_of_the_question_whatever_the_aliases() -> None:
    assert told(JSON, RECORDS, NAME) == [(NAME, FOUR, 30), (NAME, "2001:db8::8", 20)]
    one = RECORDS | {"Question": {"name": "www.vendor.example.", "type": 1}}
    assert told(JSON, one, NAME) == told(JSON, RECORDS, NAME)
    assert told(JSON, {"Status": 0, "Answer": RECORDS["Answer"]}, NAME) == told(JSON, RECORDS, NAME)
    assert told(JSON, {"Status": 3, "Question": RECORDS["Question"]}, NAME) == []
    assert told(JSON, [FOUR, "192.0.2.9"], NAME) == [(NAME, FOUR, None), (NAME, "192.0.2.9", None)]


def test_a_dns_message() -> None:
    message = dns_answer(NAME, FOUR, "192.0.2.9")
    assert told(DNS_MESSAGE, message, NAME) == [(NAME, FOUR, 60), (NAME, "192.0.2.9", 60)]
    assert told(DNS_MESSAGE, message) == told(DNS_MESSAGE, message, NAME)
    assert reason(DNS_MESSAGE, message[:5], NAME) is Reason.TRUNCATED


@pytest.mark.parametrize(
    ("service", "body"),
    [
        (ALIYUN, b'{"host":"other.example","ips":["192.0.2.8"]}'),
        (ALIYUN, b'{"host":7,"ips":["192.0.2.8"]}'),
        (ALIYUN, b'{"host":"www.vendor.example","ips":["192.0.2.999"]}'),
        (ALIYUN, b"[1]"),
        (ALIYUN, b"{"),
        (ALIYUN, b"\xff\xfe{"),
        (ALIYUN, b"[" * MAX_BODY_OCTETS),
        (ALIYUN, b'{"dns":' * 2000),
        (ALIYUN, b'{"ttl":' + b"9" * 9000 + b"}"),
        (JSON, b"7"),
        (
            JSON,
            b'{"Question":[{"name":"other.example"}],"Answer":[{"name":"other.example","type":1,"data":"192.0.2.8"}]}',
        ),
        (JSON, b'{"Answer":[{"name":"www.vendor.example","type":1,"data":"\\ud800"}]}'),
        (BAIDU, b"<html>"),
        (BAIDU, b'{"data":{"\\ud800":{"ip":["192.0.2.8"]}}}'),
        (TENCENT, b"<html>not found</html>"),
        (TENCENT, b"other.example.:192.0.2.8"),
        (TENCENT, b"192.0.2.8;x"),
    ],
)
def test_bodies_of_another_form(service: HttpdnsService, body: bytes) -> None:
    assert reason(service, body, NAME) is Reason.BAD_VALUE


def test_limits() -> None:
    assert reason(ALIYUN, b" " * (MAX_BODY_OCTETS + 1), NAME) is Reason.TOO_LONG
    body = ";".join(f"192.0.2.{number % 256}" for number in range(900)).encode()
    assert len(told(TENCENT, body, NAME)) <= MAX_TOLD


@pytest.mark.parametrize(
    ("ttl", "ttl_s"),
    [("60", 60), ("-1", 0), ("2147483648", 0), ("true", None), ("1.5", None), ("null", None)],
)
def test_ttl(ttl: str, ttl_s: int | None) -> None:
    body = f'{{"host":"{NAME}","ips":["{FOUR}"],"ttl":{ttl}}}'.encode()
    assert told(ALIYUN, body, NAME) == [(NAME, FOUR, ttl_s)]


def test_responses() -> None:
    asked = lookup(ALIYUN, NAME)
    whole = decode_response(HTTP_JSON)
    assert isinstance(whole, HttpResponse)
    assert decode_answer(asked, whole) == read_answer(asked, JSON_BODY)
    zipped = decode_response(sized("HTTP/1.1 200 OK\nContent-Encoding: gzip\n", gzip.compress(JSON_BODY)))
    assert isinstance(zipped, HttpResponse)
    assert decode_answer(asked, zipped) == read_answer(asked, JSON_BODY)
    assert decode_answer(asked, whole._replace(status=403)) == HttpdnsAnswer((NAME,), (), False)
    cut = decode_answer(asked, whole._replace(complete=False))
    assert isinstance(cut, Malformed)
    assert cut.reason is Reason.TRUNCATED
