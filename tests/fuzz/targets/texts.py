"""RTSP, SIP, SOCKS, HTTP responses and HTTPDNS: a clean value or Malformed, and the same for a longer stretch."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from harness.model.malformed import Malformed
from harness.wire import http_response, rtsp, sip, socks
from harness.wire.http_response import HttpResponse, plain_body
from harness.wire.httpdns import HttpdnsService, Lookup, find_lookup
from harness.wire.httpdns_answers import HttpdnsAnswer, read_answer

if TYPE_CHECKING:
    from tests.fuzz.targets import Target

_DECODERS: Final[dict[str, tuple[Callable[[bytes], int], Callable[[bytes], object]]]] = {
    "rtsp": (rtsp.wanted, rtsp.decode_rtsp),
    "sip": (sip.wanted, sip.decode_sip),
    "socks": (socks.wanted, socks.decode_socks),
    "http-response": (http_response.wanted, http_response.decode_response),
}
_SERVICES: Final = tuple(HttpdnsService)


def clean(value: object) -> bool:
    """Every text in it is printable ASCII."""
    if isinstance(value, str):
        return all(0x21 <= ord(character) <= 0x7E for character in value)
    return all(clean(part) for part in value) if isinstance(value, tuple) else True


def stream(name: str, data: bytes) -> None:
    """The start of a stream, given whole, and as far as it is wanted."""
    wanted, decode = _DECODERS[name]
    decoded, need = decode(data), wanted(data)
    assert need >= 0
    if isinstance(decoded, Malformed):
        assert 0 <= decoded.offset <= len(data)
    else:
        assert clean(decoded)
        assert need
    if 0 < need <= len(data):
        assert decode(data[:need]) == decoded
    if isinstance(decoded, HttpResponse):
        assert isinstance(plain_body(decoded), (bytes, Malformed))


def lookup(data: bytes) -> None:
    """First octet: a service; then the target of a request, and the body of its response after a zero octet."""
    if not data:
        return
    target, _, body = data[1:].partition(b"\0")
    found = find_lookup("GET", target.decode("latin-1"), None)
    assert found is None or (clean(found.asked) and all(found.asked))
    for asked in (found, Lookup(_SERVICES[data[0] % len(_SERVICES)], (), False)):
        answer = None if asked is None else read_answer(asked, body)
        assert answer is None or isinstance(answer, (HttpdnsAnswer, Malformed))
        assert clean(answer)


TARGETS: Final[dict[str, Target]] = {
    **{name: partial(stream, name) for name in _DECODERS},
    "httpdns": lookup,
}
