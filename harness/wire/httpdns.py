"""An HTTP request -> the names it looks up, where it is a lookup that bypasses DNS.

HTTPDNS is the habit of apps to ask an HTTP server of a cloud for addresses, mostly at an address built in, so that
neither the network's resolver nor a log of DNS sees the names. Forms as their makers document them, or as programs
that use them show:

* Aliyun HTTPDNS: ``/{account}/d?host=``, ``sign_d``, ``resolve``, ``sign_resolve``; ``/v2/d?id=..&dn=``; ``/{account}/ss``
  asks where to ask
* Tencent Cloud and DNSPod: ``/d?dn=``, with ``id=`` mostly encrypted to hex digits
* Baidu: ``/v6/0025?dn=`` (version and product vary), ``/v3/resolve?account_id=..&dn=``, ``/?dn=``
* Huawei: known by the Host alone
* JSON over HTTP of Google, Cloudflare, AliDNS: ``/resolve?name=``, ``/dns-query?name=``
* DNS messages over HTTP (RFC 8484): ``/dns-query?dns=``, and POST of ``application/dns-message``

Only what goes in clear is seen here, or after decryption. What answers say: ``harness.wire.httpdns_answers``.

Blind spots: a path such as ``/d?dn=`` is taken at its word on any server; the answer must fit. Other services, and
private forms of big apps, are no lookup here. The name that a POST asks for is in its body (``read_query``).
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from enum import StrEnum
from typing import Final, NamedTuple

from harness.model.malformed import Malformed
from harness.wire.dns_names import HEADER_OCTETS, read_name
from harness.wire.text import host_text

MAX_TARGET: Final = 4096
"""Characters of a request target that are read."""
MAX_PARAMETERS: Final = 64
MAX_NAMES: Final = 16
"""Names in one request; Aliyun allows 5, Tencent 8."""
MAX_DNS_TEXT: Final = 1400
"""Characters of a DNS message in a target."""
DNS_MESSAGE: Final = "application/dns-message"

_ALIYUN: Final = re.compile(r"/[0-9]{4,12}/(?:d|sign_d|resolve|sign_resolve)")
_ALIYUN_SCHEDULE: Final = re.compile(r"/[0-9]{4,12}/ss")
_BAIDU: Final = re.compile(r"/v[0-9]/[0-9]{4}/?")
_BAIDU_CLOUD: Final = re.compile(r"/v[0-9]/resolve")
_BAIDU_HOSTS: Final = frozenset(("httpsdns.baidu.com", "180.76.76.112", "180.76.76.76"))
_HUAWEI_HOSTS: Final = (
    "httpdns.huaweicloud.com",
    "httpdns.platform.dbankcloud.cn",
    "httpdns.platform.dbankcloud.com",
    "httpdns-browser.platform.dbankcloud.cn",
    "httpdns.c.cdnhwc2.com",
    "httpdns1.cc.cdnhwc5.com",
)
_BELOW_HUAWEI: Final = tuple(f".{known}" for known in _HUAWEI_HOSTS)
_ABSOLUTE: Final = re.compile(r"\Ahttps?://[^/]*", re.IGNORECASE)
_JSON: Final = re.compile(r"/(?:resolve|dns-query)/?")
_NAME: Final = re.compile(r"(?:[A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9_-]{1,63}\.?")
_MAX_NAME: Final = 254
_CIPHERTEXT: Final = re.compile(r"(?:[0-9a-fA-F]{16}){1,64}")
"""Whole blocks of DES or AES in hex digits."""
_ESCAPED: Final = re.compile(r"%([0-9A-Fa-f]{2})")


class HttpdnsService(StrEnum):
    """Whose form a lookup has."""

    ALIYUN = "aliyun"
    TENCENT = "tencent"
    BAIDU = "baidu"
    HUAWEI = "huawei"
    JSON = "json"
    """JSON as of Google and Cloudflare, of any operator."""
    DNS_MESSAGE = "dns_message"
    """RFC 8484."""


class Lookup(NamedTuple):
    """One request that is a lookup."""

    service: HttpdnsService
    asked: tuple[str, ...]
    """Names asked for, in the form that names are compared in; empty where the request tells none in clear."""
    opaque: bool
    """Whether names are asked that the request does not show: encrypted, or of a form that is not known."""


def find_lookup(method: str, target: str, host: str | None, content_type: str | None = None) -> Lookup | None:
    """Say whether a request is a lookup, and of what.

    Args:
        method: As of ``harness.wire.http.HttpRequest``, like the next two.
        target: In origin-form or absolute-form.
        host: Host line or the target's; None = neither.
        content_type: Media type of the request's body, lower case; None = none sent or not known.
    """
    path, _, query = target[:MAX_TARGET].partition("?")
    if not path.startswith("/"):
        path = _ABSOLUTE.sub("", path)
    if method == "POST" and content_type == DNS_MESSAGE:
        return Lookup(HttpdnsService.DNS_MESSAGE, (), True)
    if host is not None and (host in _HUAWEI_HOSTS or host.endswith(_BELOW_HUAWEI)):
        return Lookup(HttpdnsService.HUAWEI, (), True)
    if _ALIYUN_SCHEDULE.fullmatch(path):
        return Lookup(HttpdnsService.ALIYUN, (), False)
    return _by_path(path, _parameters(query), host) if query else None


def _by_path(path: str, given: dict[str, str], host: str | None) -> Lookup | None:
    """Recognise a lookup whose names are parameters."""
    if _ALIYUN.fullmatch(path):
        return _of_names(HttpdnsService.ALIYUN, given.get("host"))
    if path == "/v2/d" and "id" in given:
        if "enc" in given:
            return Lookup(HttpdnsService.ALIYUN, (), True)
        return _of_names(HttpdnsService.ALIYUN, given.get("dn"))
    if path == "/d" and "dn" in given:
        if "id" in given and _CIPHERTEXT.fullmatch(given["dn"]):
            return Lookup(HttpdnsService.TENCENT, (), True)
        return _of_names(HttpdnsService.TENCENT, given["dn"])
    if (
        _BAIDU.fullmatch(path)
        or (_BAIDU_CLOUD.fullmatch(path) and "account_id" in given)
        or host in _BAIDU_HOSTS
    ):
        return _of_names(HttpdnsService.BAIDU, given.get("dn"))
    if "dns" in given and path.endswith("/dns-query"):
        return _of_message(given["dns"])
    return _of_names(HttpdnsService.JSON, given.get("name")) if _JSON.fullmatch(path) else None


def _of_names(service: HttpdnsService, names: str | None) -> Lookup | None:
    """A lookup of names separated by commas; None where one is no name."""
    if names is None:
        return None
    asked = names.split(",", MAX_NAMES)[:MAX_NAMES]
    if not all(len(name) <= _MAX_NAME and _NAME.fullmatch(name) for name in asked):
        return None
    return Lookup(service, tuple(dict.fromkeys(host_text(name.encode("ascii")) for name in asked)), False)


def _of_message(text: str) -> Lookup | None:
    """A lookup by a DNS message in base64url without padding (RFC 8484 §4.1)."""
    if len(text) > MAX_DNS_TEXT or not re.fullmatch(r"[A-Za-z0-9_-]+=*", text):
        return None
    try:
        message = urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except ValueError:
        return None
    return read_query(message)


def read_query(message: bytes) -> Lookup | None:
    """Give the lookup that a DNS message makes, as a GET encodes it or a POST has it as its body (RFC 8484 §4.1).

    Returns:
        None where it is cut in its name, is a response or asks for other than one name.
    """
    if len(message) <= HEADER_OCTETS or message[2] >= 0x80 or message[4:6] != b"\0\1":
        return None
    try:
        name = read_name(message, HEADER_OCTETS, {})
    except IndexError:
        return None
    return None if isinstance(name, Malformed) else Lookup(HttpdnsService.DNS_MESSAGE, (name[0],), False)


def _parameters(query: str) -> dict[str, str]:
    """Split a query; the first of several parameters of a name counts."""
    given: dict[str, str] = {}
    for part in query.partition("#")[0].split("&", MAX_PARAMETERS)[:MAX_PARAMETERS]:
        key, _, value = part.partition("=")
        given.setdefault(key, _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value))
    return given
