r"""octets of a name -> text that is safe to store and compare.

Host names are compared without case (RFC 4343 §2: only ASCII letters fold), so
they are lower-cased here, once. An octet outside printable ASCII, a backslash, and
a dot inside a DNS label are written ``\DDD`` in decimal (RFC 1035 §5.1), so that the
text is ASCII, tells every name from every other, and cannot steer a terminal. A label that
is a U-label in UTF-8 is written as its A-label (``u_labels``): both are one host.

Blind spots: other names in UTF-8 are escaped; A-labels are neither undone nor checked. In DNS, raw
UTF-8 and A-label are two names (RFC 2181 §11), which have one text here. Text from here
can still hold ``<``, ``=`` or quotes: escaping for HTML or CSV is the report's.
"""

from __future__ import annotations

from typing import Final

MAX_TEXT_OCTETS: Final = 256
"""Octets kept of a free text where nothing else is said."""
_BACKSLASH: Final = 0x5C
_DOT: Final = 0x2E
PLAIN: Final = bytes(octet for octet in range(0x21, 0x7F) if octet != _BACKSLASH)
"""Octets that stand for themselves."""
_MOST_OCTETS: Final = 4 * 253
"""Of a host name in UTF-8: no character of an A-label stands for more than four octets (RFC 1035 §2.3.4)."""
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


def cut(octets: bytes, most: int = MAX_TEXT_OCTETS) -> str:
    """Write the first octets of a free text, such as a user, a path or the name of a program, as ``escaped`` does.

    Args:
        octets: All of it.
        most: Octets that are kept.
    """
    return escaped(octets[:most])


def host_text(octets: bytes) -> str:
    """Write a dotted name, as TLS and HTTP carry it, in the form that names are compared in.

    Args:
        octets: The name as sent; one trailing dot is removed. A lone dot is the root.

    >>> host_text(b"WWW.Example.com.")
    'www.example.com'
    """
    if octets.isascii() or len(octets) > _MOST_OCTETS:
        text = escaped(octets.lower())
    else:
        text = ".".join([_label_text(label) for label in octets.split(b".")])
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
    return ".".join([_label_text(label).replace(".", f"\\{_DOT:03d}") for label in labels])


def _label_text(label: bytes) -> str:
    """As A-label where it is a U-label, else with octets escaped."""
    if not label.isascii():
        from harness.wire.u_labels import a_label  # noqa: PLC0415 - its tables take 10 ms to load

        if (text := a_label(label)) is not None:
            return text
    return escaped(label.lower())


def is_address(host: str) -> bool:
    """Say whether a host text is an address literal rather than a name.

    A numeric last label is never a name on the internet (RFC 3696 §2), and is read as
    an IPv4 address by URL parsers (WHATWG URL, "ends in a number"), ``127.1`` included.
    A colon stands only in IPv6 literals.
    """
    return ":" in host or host[host.rfind(".") + 1 :].isdigit()
