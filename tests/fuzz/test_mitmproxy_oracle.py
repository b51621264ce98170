"""TLS hellos, HTTP/1 request heads and DNS messages against mitmproxy's own parsers, on generated valid messages.

QUIC is left out: mitmproxy reads it by aioquic, which ``test_quic_oracle`` asks itself. Flow files: tests/cases/records.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dns.message
import dns.name
import dns.rdata
import dns.rrset
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.wire.authority import split_authority
from harness.wire.dns import DnsAnswers, decode_answers
from harness.wire.http import METHODS, HttpRequest, Target, decode_host, http_target
from harness.wire.tls import ClientHello, decode_client_hello
from tests.fuzz.test_dns_oracle import expected
from tests.support.mitmproxy_process import Parsers, interpreter
from tests.support.wire_messages import alpn, extension, hello, numbers, records, server_name, vector

PYTHON = interpreter()
pytestmark = pytest.mark.skipif(PYTHON is None, reason="capability: mitmproxy")
EACH = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

LABELS = st.from_regex(r"[a-zA-Z]([a-zA-Z0-9-]{0,14}[a-zA-Z0-9])?", fullmatch=True).filter(
    lambda label: not label.lower().startswith("xn--")
)
NAMES = st.lists(LABELS, min_size=2, max_size=5).map(".".join)
NUMBERS = st.lists(st.integers(0, 0xFFFF), min_size=1, max_size=30)
PORTS = st.integers(1, 0xFFFF)


@pytest.fixture(scope="module")
def mitmproxy() -> Iterator[Parsers]:
    parsers = Parsers(str(PYTHON))
    yield parsers
    parsers.close()


@st.composite
def hellos(draw: st.DrawFn) -> bytes:
    """Hellos with and without names, in any order of extensions, over one record or several."""
    extensions = [extension(kind, draw(st.binary(max_size=40))) for kind in (0x0A0A, 21, 35, 0xFF01)]
    if draw(st.booleans()):
        extensions.append(server_name(draw(NAMES).encode()))
    if draw(st.booleans()):
        protocols = draw(st.lists(st.from_regex(r"[!-\[\]-~]{1,20}", fullmatch=True), min_size=1, max_size=4))
        extensions.append(alpn(*(name.encode() for name in protocols)))
    if draw(st.booleans()):
        extensions.append(extension(43, vector(numbers(*draw(NUMBERS)), 1)))
    message = hello(
        *draw(st.permutations(extensions)),
        session_id=draw(st.binary(max_size=32)),
        suites=draw(NUMBERS),
        no_extensions=draw(st.integers(0, 9)) == 0,
    )
    return records(message, *draw(st.lists(st.integers(1, 80), max_size=3)))


@EACH
@given(hellos(), st.binary(max_size=9))
def test_hellos(mitmproxy: Parsers, data: bytes, behind: bytes) -> None:
    theirs, ours = mitmproxy.ask("tls", data), decode_client_hello(data + behind)
    assert isinstance(ours, ClientHello)
    bodies = dict(reversed(theirs["extensions"]))
    versions = bytes.fromhex(bodies.get(43, ""))[1:]
    assert ours.complete
    assert ours.sni == (theirs["sni"] and theirs["sni"].lower())
    assert list(ours.alpn) == theirs["alpn"]
    assert list(ours.ciphers) == theirs["ciphers"]
    assert list(ours.extensions) == [kind for kind, _ in theirs["extensions"]]
    assert numbers(*ours.versions) == versions


HOSTS = st.one_of(
    NAMES, st.builds("{}:{}".format, NAMES, PORTS), st.just("192.0.2.7"), st.just("[2001:db8::7]:8080")
)
PATHS = st.from_regex(r"/[!-\[\]-~]{0,30}", fullmatch=True)
"""Without the backslash, which texts of ours write as an escape; likewise in names of protocols."""
FIELDS = st.from_regex(r"(X-[a-z]{1,8}|hostage|Accept): ?[!-~]{0,20}(\r\n [!-~]{1,9})?", fullmatch=True)


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """Heads of every method, with targets of each form, and a Host line anywhere among others or nowhere."""
    method = draw(st.sampled_from(sorted(METHODS))).decode()
    target = draw(PATHS)
    if method == "CONNECT":
        target = f"{draw(NAMES)}:{draw(PORTS)}"
    elif draw(st.integers(0, 3)) == 0:
        target = f"http://{draw(HOSTS)}{target}"
    lines = draw(st.lists(FIELDS, max_size=4))
    if draw(st.integers(0, 5)):
        name = draw(st.sampled_from(["Host", "host", "HOST"]))
        lines.insert(
            draw(st.integers(0, len(lines))), f"{name}:{draw(st.sampled_from(['', ' ']))}{draw(HOSTS)}"
        )
    end = draw(st.sampled_from(["\r\n", "\r\n", "\n"]))
    return "\r\n".join([f"{method} {target} HTTP/1.1", *lines, "", ""]).replace("\r\n", end).encode()


@EACH
@given(requests(), st.binary(max_size=9))
def test_requests(mitmproxy: Parsers, data: bytes, behind: bytes) -> None:
    theirs, ours, asked = mitmproxy.ask("http", data), decode_host(data + behind), http_target(data + behind)
    assert isinstance(ours, HttpRequest)
    assert ours.method == theirs["method"]
    assert ours.host_raw == (theirs["hosts"][0] if theirs["hosts"] else None)
    if ours.host_raw is not None:
        assert (ours.host, ours.port) == split_authority(ours.host_raw.encode())
    if not theirs["authority"]:
        assert (ours.target, ours.target_host, asked) == (theirs["path"], None, None)
        return
    assert isinstance(asked, Target)
    default = {"http": 80}.get(theirs["scheme"])
    assert asked.host == ours.target_host == theirs["host"].lower()
    assert (asked.scheme or "", asked.port or default) == (theirs["scheme"], theirs["port"])


ADDRESSES = {
    "A": st.integers(1, 191).map("198.51.100.{}".format),
    "AAAA": st.integers(1, 0xBF).map("2001:db8::{:x}".format),
}
"""Without the octet 192: mitmproxy 8.1.1 looks for names in what has it, and takes some addresses for one."""


@st.composite
def responses(draw: st.DrawFn) -> bytes:
    """Messages whose records share a few names, so that chains and compression occur."""
    names = [dns.name.from_text(name + ".") for name in draw(st.lists(NAMES, min_size=1, max_size=5))]
    pick = st.sampled_from(names)
    message = dns.message.make_response(dns.message.make_query(draw(pick), "A"))
    for section in (message.answer, message.authority, message.additional):
        for _ in range(draw(st.integers(0, 3))):
            kind = draw(st.sampled_from(["A", "AAAA", "CNAME", "NS"]))
            text = draw(ADDRESSES[kind]) if kind in ADDRESSES else draw(pick).to_text()
            section.append(dns.rrset.from_text(draw(pick), draw(st.integers(0, 2**31 - 1)), "IN", kind, text))
    return message.to_wire()


def rebuilt(told: dict[str, Any]) -> dns.message.Message:
    """A message of dnspython's from what mitmproxy read, so that the plain rule for facts is that of the other oracle."""
    message = dns.message.make_response(dns.message.make_query(f"{told['questions'][0]}.", "A"))
    for name, kind, kind_class, ttl, digits in told["records"]:
        rdata = dns.rdata.from_wire(kind_class, kind, bytes.fromhex(digits), 0, len(digits) // 2)
        message.answer.append(dns.rrset.from_rdata(dns.name.from_text(f"{name}."), ttl, rdata))
    return message


@EACH
@given(responses())
def test_dns_messages(mitmproxy: Parsers, data: bytes) -> None:
    theirs, ours = mitmproxy.ask("dns", data), decode_answers(data)
    assert isinstance(ours, DnsAnswers)
    assert ours.complete
    assert list(ours.answers) == expected(rebuilt(theirs))
