"""Session descriptions: addresses that are told."""

from __future__ import annotations

from harness.wire.sdp import MAX_ADDRESSES, SessionAddresses, read_addresses
from tests.support.text_messages import INVITE_BODY, crlf

EXAMPLE = crlf("""
v=0
o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1
s=SDP Seminar
c=IN IP6 2001:DB8::0:1
t=3724394400 3724398000
m=audio 49170 RTP/AVP 0
c=IN IP4 233.252.0.1/127
m=video 51372 RTP/AVP 99
c=IN IP4 media.Example.
""")
"""In the form of RFC 8866 §5, with its multicast form of §5.7."""


def test_addresses_of_origin_and_connections() -> None:
    assert read_addresses(EXAMPLE) == SessionAddresses(
        ("198.51.100.1", "2001:db8::1", "233.252.0.1", "media.example"), ("jdoe",)
    )
    assert read_addresses(INVITE_BODY) == SessionAddresses(("192.0.2.3", "192.0.2.4"), ("mhandley",))


def test_hold_is_no_address_and_a_dash_no_user() -> None:
    body = b"o=- 1 1 IN IP4 0.0.0.0\r\nc=IN IP6 ::\r\nc=IN IP4 192.0.2.1\r\n"
    assert read_addresses(body) == SessionAddresses(("192.0.2.1",), ())


def test_a_cut_line_and_lines_of_no_such_form_are_not_read() -> None:
    assert read_addresses(b"c=IN IP4 192.0.2.1") == SessionAddresses((), ())
    assert read_addresses(b"c=IN IP4\nc=IN IP5 a\nxc=IN IP4 a.example\no=a b IN IP4 c\n") == SessionAddresses(
        (), ()
    )


def test_addresses_are_limited() -> None:
    body = b"".join(b"c=IN IP4 192.0.2.%d\n" % number for number in range(100))
    assert len(read_addresses(body).addresses) == MAX_ADDRESSES
