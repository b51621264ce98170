"""One SIP message -> who asks whom, with which programs, and where media is to go (RFC 3261); GB/T 28181 ids.

A request goes to the server mostly, a response comes from it, but both sides may send either: the direction is that of
the message's own packets. Recognition takes ``SIP/2.0`` at the right end of the first line and a method or status
code: for random octets below 2^-60, so one datagram is certain.

GB/T 28181 is the video platform protocol of the Chinese national standard: SIP whose users are ids of 20 digits (the
first six an administrative division) and whose bodies are XML commands (``Application/MANSCDP+xml``).

Blind spots: the first message of a stream direction only. Of several Contacts the first. Passwords in URIs are left
out, and so are display names and addresses above ``MAX_ADDRESS_OCTETS``. Bodies: SDP (``harness.wire.sdp``) and ids of MANSCDP, not decompressed; one that goes
on behind ``MAX_HEAD_OCTETS`` is not read.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.authority import Authority, read_authority
from harness.wire.sdp import read_addresses
from harness.wire.text import cut
from harness.wire.text_head import (
    MAX_HEAD_OCTETS,
    TextHead,
    head_wanted,
    method_fault,
    number_of,
    recognised_head,
    target_fault,
)

LAYER: Final = "sip"
METHODS: Final = frozenset(
    b"INVITE ACK BYE CANCEL OPTIONS REGISTER "  # RFC 3261 §7.1
    b"PRACK SUBSCRIBE NOTIFY PUBLISH INFO REFER MESSAGE UPDATE".split()
    # RFC 3262, RFC 6665, RFC 3903, RFC 6086, RFC 3515, RFC 3428, RFC 3311
)
MAX_IDS: Final = 64
"""Different device ids kept of one message; a catalogue may list thousands."""
MAX_ADDRESS_OCTETS: Final = 1024
"""Octets of a From, To or Contact that are read: quotes that do not end cost the square of them."""
_VERSION: Final = b"SIP/2.0"
_STARTS: Final = frozenset((method + b" ")[:4] for method in (*METHODS, _VERSION))
"""Four octets rule out nearly everything else before anything is built."""
_SCHEMES: Final = (b"sip:", b"sips:", b"tel:", b"urn:")  # urn: RFC 5031
_STATUS: Final = re.compile(rb"SIP/2\.0 ([1-6][0-9]{2})(?: .*)?", re.DOTALL)
_KEEP_ALIVE: Final = b"\r\n\r\n"
"""May stand before a message on a stream (RFC 3261 §7.5, RFC 5626 §4.4.1)."""
_QUOTED: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKETED: Final = re.compile(rb"<([^<>]{1,1024})>")
_REALM: Final = re.compile(rb'\brealm="([^"]{0,256})"', re.IGNORECASE)
_DEVICE_ID: Final = re.compile(rb"<DeviceID>\s{0,8}([0-9]{20})\s{0,8}</DeviceID>")
_COMMAND: Final = re.compile(rb"<CmdType>\s{0,8}([A-Za-z0-9_]{1,64})\s{0,8}</CmdType>")
_GB28181_ID: Final = re.compile(r"[0-9]{20}")


class SipMessage(NamedTuple):
    """One request or response."""

    method: str | None
    """None = a response."""
    status: int | None
    """None = a request."""
    request: Authority | None
    """Request URI; None = a response, or a URI without host such as ``tel:``."""
    from_: Authority | None
    to: Authority | None
    contact: Authority | None
    """First Contact; None = none, ``*``, or a URI without host, as for the two above."""
    user_agent: str | None
    """As sent, escaped and cut; None = not sent."""
    server: str | None
    """Likewise."""
    realm: str | None
    """Realm of a challenge or of the answer to one; likewise."""
    media: tuple[str, ...]
    """Addresses or names that a session description tells; told, not seen."""
    device_ids: tuple[str, ...]
    """GB/T 28181 ids in URIs and body, each once, in their order."""
    command: str | None
    """CmdType of a MANSCDP body, such as ``Keepalive`` or ``MobilePosition``; None = no such body."""
    complete: bool
    """False = the body is cut or too long: more may have been said."""

    @property
    def gb28181(self) -> bool:
        """Whether the message shows signs of GB/T 28181."""
        return bool(self.device_ids) or self.command is not None


def wanted(data: bytes) -> int:
    """Say how many octets from the start of the stream the message needs, its body included.

    Returns:
        0 if this is no SIP; more than ``len(data)``, a lower bound, if more is needed; else it can be decoded now, be
        it to ``Malformed``. The head alone where the body would go on behind ``MAX_HEAD_OCTETS``.
    """
    if len(data) > 3 and data[:4] not in _STARTS and data[:2] != _KEEP_ALIVE[:2]:
        return 0
    skipped = _skip_keep_alive(data)
    head = _read(data[skipped:])
    if isinstance(head, Malformed):
        need = head_wanted(data[skipped:], head)
        return need and skipped + need
    length = _body_octets(head)
    return skipped + head.end + (length or 0)


def decode_sip(data: bytes, *, datagram: bool = False) -> SipMessage | Malformed:
    """Read one message.

    Args:
        data: A UDP payload, or TCP payload from the start of a direction; what follows the message is not looked at.
        datagram: Whether it is a whole UDP payload: a body without Content-Length then goes to its end
            (RFC 3261 §18.3).
    """
    skipped = _skip_keep_alive(data)
    head = _read(data[skipped:])
    if isinstance(head, Malformed):
        unseen = datagram and head.reason is Reason.TRUNCATED and b"\n" not in data[skipped:]
        return Malformed(Reason.NOT_THIS if unseen else head.reason, skipped + head.offset, LAYER)
    start = skipped + head.end
    length = _body_octets(head)
    if length is None:
        body, complete = b"", False
    elif datagram and _content_length(head) is None:
        body, complete = data[start : start + MAX_HEAD_OCTETS], len(data) - start <= MAX_HEAD_OCTETS
    else:
        body = data[start : start + length]
        complete = len(body) == length
    return _message(head, body, complete=complete)


def _skip_keep_alive(data: bytes) -> int:
    """Octets of empty lines before the start line, at most two lines."""
    if data[:1] != b"\r":
        return 0
    return next(n for n in (4, 2, 3, 1, 0) if data[:n] == _KEEP_ALIVE[:n] and (n % 2 == 0 or n == len(data)))


def _read(data: bytes) -> TextHead | Malformed:
    """Recognise the start line as far as it is there, then read the head."""
    if data[: len(_VERSION)] == _VERSION[: len(data)]:
        return recognised_head(data, LAYER, None, _STATUS.fullmatch)
    fault = method_fault(data, METHODS, LAYER) or target_fault(data, _SCHEMES, LAYER)
    return recognised_head(data, LAYER, fault, _is_request)


def _is_request(line: bytes) -> bool:
    """Say whether a whole first line is a request line; method and target were looked at before."""
    parts = line.split(b" ")
    return len(parts) == 3 and b":" in parts[1] and parts[2] == _VERSION


def _content_length(head: TextHead) -> int | None:
    return number_of(head.first(b"content-length", b"l"))


def _body_octets(head: TextHead) -> int | None:
    """Octets of the body of a message on a stream; None = more than is held. It must tell them (RFC 3261 §18.3)."""
    length = _content_length(head) or 0
    return length if head.end + length + len(_KEEP_ALIVE) <= MAX_HEAD_OCTETS else None


def _message(head: TextHead, body: bytes, *, complete: bool) -> SipMessage:
    """Pick what is told from head and body."""
    method, status, request = _start(head.start_line)
    from_ = _address(head.first(b"from", b"f"))
    to = _address(head.first(b"to", b"t"))
    contact = _address(head.first(b"contact", b"m"))
    kind = (head.first(b"content-type", b"c") or b"").partition(b";")[0].strip().lower()
    session = read_addresses(body) if kind == b"application/sdp" or kind.startswith(b"multipart/") else None
    command = _COMMAND.search(body)
    people = (request, from_, to, contact)
    users = [place.user for place in people if place is not None and place.user is not None]
    if session is not None:
        users += session.users
    ids = [user for user in users if _GB28181_ID.fullmatch(user)]
    ids += _body_ids(body)
    return SipMessage(
        method,
        status,
        request,
        from_,
        to,
        contact,
        user_agent=_text(head, b"user-agent"),
        server=_text(head, b"server"),
        realm=_realm(head),
        media=() if session is None else session.addresses,
        device_ids=tuple(dict.fromkeys(ids))[:MAX_IDS],
        command=None if command is None else command[1].decode("ascii"),
        complete=complete,
    )


def _body_ids(body: bytes) -> list[str]:
    """Ids in elements of a MANSCDP body; its text is GB2312 or UTF-8, its elements are ASCII."""
    return [match[1].decode("ascii") for match in _DEVICE_ID.finditer(body)]


def _start(line: bytes) -> tuple[str | None, int | None, Authority | None]:
    """Method or status, and the request URI."""
    answer = _STATUS.fullmatch(line)
    if answer is not None:
        return None, int(answer[1]), None
    method, target, _ = line.split(b" ", 2)
    return method.decode("ascii"), None, _uri(target)


def _address(value: bytes | None) -> Authority | None:
    """Read the first of name-addr or addr-spec (RFC 3261 §20.10); a display name may hold anything in quotes."""
    if not value or len(value) > MAX_ADDRESS_OCTETS:
        return None
    value = _QUOTED.sub(b"", value)
    bracketed = _BRACKETED.search(value)
    return _uri(bracketed[1] if bracketed else re.split(rb"[;,?\s]", value, maxsplit=1)[0])


def _uri(uri: bytes) -> Authority | None:
    """Read a SIP URI without its parameters and headers (RFC 3261 §19.1)."""
    scheme, _, rest = uri.partition(b":")
    if scheme.lower() not in (b"sip", b"sips"):
        return None
    user, at, place = rest.rpartition(b"@")
    found = read_authority(user + at + re.split(rb"[;?]", place, maxsplit=1)[0])
    return found if found.host is not None else None


def _realm(head: TextHead) -> str | None:
    challenge = head.first(
        b"www-authenticate", b"proxy-authenticate", b"authorization", b"proxy-authorization"
    )
    found = _REALM.search(challenge or b"")
    return None if found is None else cut(found[1])


def _text(head: TextHead, name: bytes) -> str | None:
    value = head.first(name)
    return cut(value) if value else None
