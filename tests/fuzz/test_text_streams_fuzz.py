"""Any octets give a value or Malformed from RTSP, SIP, SOCKS, HTTP responses and HTTPDNS; octet by octet as whole."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from harness.model.malformed import Malformed
from harness.wire import http_response, rtsp, sip, socks
from harness.wire.httpdns import HttpdnsService, Lookup, find_lookup
from harness.wire.httpdns_answers import HttpdnsAnswer, read_answer
from tests.fuzz.targets.texts import clean
from tests.support import text_messages as texts
from tests.support.conversations import dns_answer
from tests.support.fuzzing import INPUTS, STEPPED_INPUTS, mutated

RTSP = (texts.DESCRIBE, texts.RTSP_ANSWER, texts.PLAY_NOTIFY, texts.RTSP_CHALLENGE)
SIP = (texts.TORTUOUS_INVITE, texts.SIP_OK, texts.KEEPALIVE, texts.REGISTER, b"\r\n" + texts.REGISTER)
SOCKS = (texts.SOCKS5, texts.SOCKS5_PASSWORD, texts.SOCKS5_UDP, texts.SOCKS4, texts.SOCKS4A)
HTTP = (texts.HTTP_JSON, texts.HTTP_CHUNKED, texts.HTTP_CHUNKED[:60])
Wanted = Callable[[bytes], int]
Decode = Callable[[bytes], object]
STREAMS: dict[str, tuple[Wanted, Decode, type, tuple[bytes, ...]]] = {
    "rtsp": (rtsp.wanted, rtsp.decode_rtsp, rtsp.RtspMessage, RTSP),
    "sip": (sip.wanted, sip.decode_sip, sip.SipMessage, SIP),
    "socks": (socks.wanted, socks.decode_socks, socks.SocksRequest, SOCKS),
    "http_response": (http_response.wanted, http_response.decode_response, http_response.HttpResponse, HTTP),
}
_ALIYUN = (
    texts.JSON_BODY.replace(b"www.vendor", b"a"),
    json.dumps({"dns": [{"host": "a.example", "ips": ["192.0.2.8"], "ttl": 106}]}).encode(),
    b'{"mode":0,"data":{"answers":[{"dn":"a.example","v4":{"ips":["192.0.2.8"],"ttl":60}}]}}',
)
_BAIDU = (
    b'{"data":{"a.example":{"ip":["192.0.2.8"],"ipv6":["2001:db8::8"],"ttl":60}}}',
    b"192.0.2.8 192.0.2.9",
)
_JSON = (
    b'{"Question":[{"name":"a.example."}],"Answer":[{"name":"a.example.","type":1,"TTL":60,"data":"192.0.2.8"}]}',
    b'["192.0.2.8"]',
)
_TENCENT = (
    b"a.example.:192.0.2.8;192.0.2.9,120-2001:db8::8,60\nb.example.:0|203.0.113.9",
    b"192.0.2.8;192.0.2.9,120|203.0.113.9",
)
BODIES = {
    HttpdnsService.ALIYUN: _ALIYUN,
    HttpdnsService.TENCENT: _TENCENT,
    HttpdnsService.BAIDU: _BAIDU,
    HttpdnsService.HUAWEI: _ALIYUN,
    HttpdnsService.JSON: _JSON,
    HttpdnsService.DNS_MESSAGE: (dns_answer("a.example", "192.0.2.8"),),
}
TARGETS = (
    b"/100000/d?host=a.example,b.example&query=4,6",
    b"/v2/d?id=1&dn=a.example",
    b"/d?dn=99e2d153e4d05271&id=6&ttl=1",
    b"/v6/0025?type=ipv4&dn=a%2eexample",
    b"/resolve?name=a.example&type=A",
    b"/dns-query?dns=AAABAAABAAAAAAAAA3d3dwdleGFtcGxlA2NvbQAAAQAB",
)


def inputs(seeds: tuple[bytes, ...], count: int) -> Iterator[bytes]:
    """One third noise, a part of it behind a valid beginning; the rest mutated messages."""
    chance = random.Random(len(seeds[0]))
    for number in range(count):
        seed = chance.choice(seeds)
        if number % 3:
            yield mutated(seed, chance)
        else:
            yield seed[: chance.choice((0, 0, 3, 12, 40))] + chance.randbytes(chance.randint(0, 80))


@pytest.mark.parametrize("name", STREAMS)
def test_decoder_gives_a_clean_value_or_malformed(name: str) -> None:
    wanted, decode, value, seeds = STREAMS[name]
    given = set()
    for data in inputs(seeds, INPUTS):
        assert wanted(data) >= 0
        decoded = decode(data)
        given.add(type(decoded))
        if isinstance(decoded, Malformed):
            assert 0 <= decoded.offset <= len(data), data.hex()
        else:
            assert clean(decoded), data.hex()
    assert given == {value, Malformed}


@pytest.mark.parametrize("name", STREAMS)
def test_octet_by_octet_equals_whole(name: str) -> None:
    wanted, decode, _, seeds = STREAMS[name]
    valid = 0
    for data in inputs(seeds, STEPPED_INPUTS // 3):
        whole, jumped = decode(data), 0
        stepped = next((n for n in range(len(data) + 1) if 0 < wanted(data[:n]) <= n), None)
        if stepped is None:
            continue
        assert decode(data[:stepped]) == decode(data[: wanted(data)]) == whole, data.hex()
        if isinstance(whole, Malformed):
            continue
        valid += 1
        while jumped < (need := wanted(data[:jumped])) <= len(data):
            jumped = need
        assert jumped in (stepped, wanted(data)), data.hex()
    assert valid > 50


@pytest.mark.parametrize("name", STREAMS)
def test_octets_of_no_form_are_recognised_at_once(name: str) -> None:
    """What is not recognised stays so: no stream begins to be one by what comes later."""
    wanted, decode, _, seeds = STREAMS[name]
    for data in inputs(seeds, STEPPED_INPUTS // 3):
        refused = next((n for n in range(1, len(data)) if not wanted(data[:n])), None)
        if refused is not None:
            assert not wanted(data), data.hex()
            assert isinstance(decode(data), Malformed), data.hex()


def test_any_datagram_gives_a_clean_sip_message_or_malformed() -> None:
    given = set()
    for data in inputs(SIP, INPUTS):
        decoded = sip.decode_sip(data, datagram=True)
        assert isinstance(decoded, (sip.SipMessage, Malformed))
        assert isinstance(decoded, Malformed) or clean(decoded), data.hex()
        given.add(type(decoded))
    assert given == {sip.SipMessage, Malformed}


@pytest.mark.parametrize("service", HttpdnsService)
def test_any_body_gives_clean_addresses_or_malformed(service: HttpdnsService) -> None:
    told = 0
    asked = Lookup(service, (), False), Lookup(service, ("a.example",), False)
    for number, data in enumerate(inputs(BODIES[service], INPUTS)):
        answer = read_answer(asked[number % 2], data)
        assert isinstance(answer, (HttpdnsAnswer, Malformed))
        if isinstance(answer, HttpdnsAnswer):
            assert clean(answer), data.hex()
            assert all(row.name and row.address for row in answer.told)
            told += bool(answer.told)
    assert told > 50 or service is HttpdnsService.HUAWEI


def test_any_target_is_a_lookup_of_clean_names_or_none() -> None:
    lookups = 0
    for data in inputs(TARGETS, INPUTS):
        for text in (data.decode("latin-1"), data.decode("utf-8", "replace")):
            found = find_lookup("GET", text, "a.example")
            assert found is None or clean(found.asked), data.hex()
            lookups += found is not None
    assert lookups > INPUTS // 20


@pytest.mark.parametrize("name", STREAMS)
def test_messages_of_one_protocol_are_no_others(name: str) -> None:
    for other, (_, _, _, seeds) in STREAMS.items():
        answers = [STREAMS[name][0](seed) > 0 for seed in seeds]
        assert answers == [other == name] * len(seeds)


@pytest.mark.parametrize("name", STREAMS)
def test_random_octets_are_not_recognised(name: str) -> None:
    """Of 100,000 streams of noise none is taken for one, nor waited for longer than a start line."""
    chance = random.Random(5)
    wanted, noise = STREAMS[name][0], partial(chance.randbytes, 64)
    assert not any(wanted(noise()) for _ in range(100_000))
