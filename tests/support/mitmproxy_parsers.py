"""Run by an interpreter that has mitmproxy, never imported: reads messages, tells what mitmproxy's own parsers find.

Standard input has a message a line, its kind (``tls``, ``http``, ``dns``) and its octets in hexadecimal digits; standard
output a line of JSON for each, null where the parser refuses it. Tried with mitmproxy 8.1.1.
"""

from __future__ import annotations

import json
import struct
import sys
from typing import Any

from h11._receivebuffer import ReceiveBuffer
from mitmproxy import dns  # type: ignore[import-not-found]
from mitmproxy.net.http.http1 import read_request_head  # type: ignore[import-not-found]
from mitmproxy.proxy.layers.tls import parse_client_hello  # type: ignore[import-not-found]


def tls(data: bytes) -> dict[str, Any] | None:
    """A ClientHello in its records."""
    hello = parse_client_hello(data)
    if hello is None:
        return None
    return {
        "sni": hello.sni,
        "alpn": [name.decode("latin-1") for name in hello.alpn_protocols],
        "ciphers": hello.cipher_suites,
        "extensions": [
            (kind, body.hex() if isinstance(body, bytes) else "") for kind, body in hello.extensions
        ],
    }


def http(data: bytes) -> dict[str, Any] | None:
    """A request's head, cut into lines as mitmproxy's proxy does."""
    buffer = ReceiveBuffer()
    buffer += data
    lines = buffer.maybe_extract_lines()
    if lines is None:
        return None
    request = read_request_head([bytes(line) for line in lines])
    return {
        "method": request.method,
        "hosts": request.headers.get_all("host"),
        "host": request.data.host,
        "port": request.data.port,
        "scheme": request.scheme,
        "authority": request.authority,
        "path": request.path,
    }


def dns_message(data: bytes) -> dict[str, Any]:
    """A message: questions, then the records of its three sections in turn."""
    message = dns.Message.unpack(data)
    records = [*message.answers, *message.authorities, *message.additionals]
    return {
        "questions": [question.name for question in message.questions],
        "records": [(one.name, one.type, one.class_, one.ttl, one.data.hex()) for one in records],
    }


READERS = {"tls": tls, "http": http, "dns": dns_message}

if __name__ == "__main__":
    for line in sys.stdin:
        kind, _, digits = line.strip().partition(" ")
        try:
            found = READERS[kind](bytes.fromhex(digits))
        except (ValueError, struct.error):
            found = None
        print(json.dumps(found), flush=True)
