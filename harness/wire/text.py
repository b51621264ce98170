r"""octets of a name -> text that is safe to store and compare.

Host names are compared without case (RFC 4343 §2: only ASCII letters fold), so
they are lower-cased here, once. An octet outside printable ASCII, a backslash, and
a dot inside a DNS label are written ``\DDD`` in decimal (RFC 1035 §5.1), so that the
text is ASCII, tells every name from every other, and cannot steer a terminal.

Blind spots: names in UTF-8 are escaped, not shown; punycode is not undone. Text from
here can still hold ``<``, ``=`` or quotes: escaping for HTML or CSV is the report's.
"""

from __future__ import annotations

from typing import Final

_BACKSLASH: Final = 0x5C
_DOT: Final = 0x2E
PLAIN: Final = bytes(octet for octet in range(0x21, 0x7F) if octet != _BACKSLASH)
"""Octets that stand for themselves."""
ROOT: Final = "."
"""The name of the DNS root, which has no label."""

_ESCAPED: Final = tuple(chr(octet) if octet in PLAIN else f"\\{octet:03d}" for octet in range(256))


def escaped(octets: bytes) -> str:
    r"""Write octets as ASCII text, case and dots kept.

    >>> escaped(b"A b")
    'A\\032b'
    """
    if not octets.translate(None, PLAIN):
        return octets.decode("ascii")
    return "".join([_ESCAPED[octet] for octet in octets])


def host_text(octets: bytes) -> str:
    """Write a dotted name, as TLS and HTTP carry it, in the form that names are compared in.

    Args:
        octets: The name as sent; one trailing dot is removed. A lone dot is the root.

    >>> host_text(b"WWW.Example.com.")
    'www.example.com'
    """
    text = escaped(octets.lower())
    return text[:-1] if text.endswith(".") and len(text) > 1 else text


def labels_text(labels: list[bytes]) -> str:
    r"""Write the labels of a DNS name; no label at all is the root, ``.``.

    >>> labels_text([b"a.b", b"Example"])
    'a\\046b.example'
    """
    joined = b".".join(labels)
    if not joined.translate(None, PLAIN) and joined.count(b".") == len(labels) - 1:
        return joined.lower().decode("ascii")
    if not labels:
        return ROOT
    return ".".join([escaped(label.lower()).replace(".", f"\\{_DOT:03d}") for label in labels])


def is_address(host: str) -> bool:
    """Say whether a host text is an address literal rather than a name.

    A numeric last label is never a name on the internet (RFC 3696 §2), and is read as
    an IPv4 address by URL parsers (WHATWG URL, "ends in a number"), ``127.1`` included.
    A colon stands only in IPv6 literals.
    """
    return ":" in host or host[host.rfind(".") + 1 :].isdigit()
