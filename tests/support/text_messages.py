"""Messages of RTSP, SIP, SOCKS, HTTP and HTTPDNS, from specifications and makers' documents or in their forms."""

from __future__ import annotations

from typing import Final


def crlf(text: str) -> bytes:
    """Octets of a message that is written with plain line ends, the first of which opens it."""
    return text.removeprefix("\n").replace("\n", "\r\n").encode()


def sized(head: str, body: bytes, name: str = "Content-Length") -> bytes:
    """A message with the length of its body."""
    return crlf(head.rstrip("\n") + f"\n{name}: {len(body)}\n\n") + body


DESCRIBE: Final = crlf("""
DESCRIBE rtsp://server.example.com/fizzle/foo RTSP/1.0
CSeq: 312
Accept: application/sdp, application/rtsl, application/mheg

""")
"""RFC 2326 §10.2."""
RTSP_ANSWER: Final = crlf("""
RTSP/1.0 200 OK
CSeq: 1
Public: DESCRIBE, SETUP, TEARDOWN, PLAY, PAUSE
Server: PhonyServer/1.0

""")
"""In the form of RFC 2326 §10.1, with the field of §12.36."""
PLAY_NOTIFY: Final = crlf("""
PLAY_NOTIFY rtsp://example.com/twister.3gp RTSP/2.0
CSeq: 1024
Notify-Reason: end-of-stream
Request-Status: cseq=853 status=200 reason="OK"
Session: CHGvbReDi52Y

""")
"""In the form of RFC 7826 §13.5.1."""
RTSP_CHALLENGE: Final = crlf("""
RTSP/1.0 401 Unauthorized
CSeq: 2
WWW-Authenticate: Digest realm="Camera 1A2B3C", nonce="98f4"
WWW-Authenticate: Basic realm="other"

""")

INVITE_BODY: Final = crlf("""
v=0
o=mhandley 29739 7272939 IN IP4 192.0.2.3
s=-
c=IN IP4 192.0.2.4
t=0 0
m=audio 49217 RTP/AVP 0 12
m=video 3227 RTP/AVP 31
a=rtpmap:31 LPC
""")
TORTUOUS_INVITE: Final = (
    crlf(r"""
INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0
TO :
 sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n
from   : "J Rosenberg \\\""       <sip:jdrosen@example.com>
  ;
  tag = 98asjd8
MaX-fOrWaRdS: 0068
Call-ID: wsinv.ndaksdj@192.0.2.1
Content-Length   : 150
cseq: 0009
  INVITE
Via  : SIP  /   2.0
 /UDP
    192.0.2.2;branch=390skdjuw
s :
NewFangledHeader:   newfangled value
 continued newfangled value
UnknownHeaderWithUnusualValue: ;;,,;;,;
Content-Type: application/sdp
Route:
 <sip:services.example.com;lr;unknownwith=value;unknown-no-value>
v:  SIP  / 2.0  / TCP     spindle.example.com   ;
  branch  =   z9hG4bK9ikj8  ,
 SIP  /    2.0   / UDP  192.168.255.111   ; branch=
 z9hG4bK30239
m:"Quoted string \"\"" <sip:jdrosen@example.com> ; newparam =
      newvalue ;
  secondparam ; q = 0.33

""")
    + INVITE_BODY
)
"""RFC 4475 §3.1.1.1."""
SIP_OK: Final = crlf("""
SIP/2.0 200 OK
Via: SIP/2.0/UDP server10.biloxi.com;branch=z9hG4bKnashds8;received=192.0.2.3
To: Bob <sip:bob@biloxi.com>;tag=a6c85cf
From: Alice <sip:alice@atlanta.com>;tag=1928301774
Call-ID: a84b4c76e66710
CSeq: 314159 INVITE
Contact: <sip:bob@192.0.2.4>
Server: HomeServer v2
Content-Length: 0

""")
"""In the form of RFC 3261 §24.2 F9, with the field of §20.35."""

PLATFORM, DEVICE, CHANNEL = "34020000002000000001", "34020000001320000001", "34020000001310000002"
"""Ids of 20 digits as walk-throughs of GB/T 28181 have them."""
KEEPALIVE: Final = sized(
    f"""
MESSAGE sip:{PLATFORM}@3402000000 SIP/2.0
Via: SIP/2.0/UDP 192.0.2.20:5060;rport;branch=z9hG4bK1
From: <sip:{DEVICE}@3402000000>;tag=1
To: <sip:{PLATFORM}@3402000000>
Call-ID: 1
CSeq: 20 MESSAGE
Content-Type: Application/MANSCDP+xml
Max-Forwards: 70
User-Agent: Made-up Dock 1.2
""",
    crlf(f"""
<?xml version="1.0" encoding="GB2312"?>
<Notify>
<CmdType>Keepalive</CmdType>
<SN>7</SN>
<DeviceID>{CHANNEL}</DeviceID>
<Status>OK</Status>
</Notify>
"""),
)
REGISTER: Final = crlf(f"""
REGISTER sip:{PLATFORM}@media.example:15060 SIP/2.0
v: SIP/2.0/TCP 192.0.2.20:5060;branch=z9hG4bK2
f: <sip:{DEVICE}@3402000000>;tag=2
t: <sip:{DEVICE}@3402000000>
i: 2
CSeq: 1 REGISTER
m: <sip:{DEVICE}@192.0.2.20:5060>
Authorization: Digest username="{DEVICE}", realm="3402000000", nonce="1", uri="sip:x", response="0"
l: 0

""")

SOCKS5: Final = bytes.fromhex("05 01 00 05 01 00 03 0e") + b"Hidden.example" + b"\x01\xbb"
"""Greeting, request for a domain (RFC 1928 §3, §4)."""
SOCKS5_PASSWORD: Final = (
    bytes.fromhex("05 02 00 02 01 04") + b"user" + b"\x06secret" + bytes.fromhex("05 01 00 01 c6336407 0050")
)
"""With the exchange of RFC 1929 §2."""
SOCKS5_UDP: Final = bytes.fromhex("05 01 00 05 03 00 04" + "00" * 16 + "0000")
SOCKS4: Final = bytes.fromhex("04 01 0050 c6336407") + b"fred\0"
SOCKS4A: Final = bytes.fromhex("04 01 01bb 00000001") + b"\0" + b"Hidden.example\0"

JSON_BODY: Final = b'{"host":"www.vendor.example","ips":["192.0.2.8","192.0.2.9"],"ipsv6":["2001:DB8:0:0::8"],"ttl":57,"origin_ttl":120}'
HTTP_JSON: Final = sized("HTTP/1.1 200 OK\nContent-Type: application/json; charset=utf-8\n", JSON_BODY)
HTTP_CHUNKED: Final = crlf("""
HTTP/1.1 200 OK
Content-Type: text/plain
Transfer-Encoding: chunked

4;x=y
Wiki
6
pedia\x20
E
in\x20

chunks.
0

""")
"""The chunks that textbooks use, with an extension."""
