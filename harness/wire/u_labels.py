"""Octets of one label -> the A-label of the U-label that they are, if they are one (IDNA2008: RFC 5890 §2.3.2.1, RFC 5891 §5).

A host name in UTF-8 stands for that with A-labels, which is what is looked up (RFC 3986 §3.2.2, RFC 5280 §7.2); some
programs send the U-labels as they are. Both get one text, so that one host has one name (decision 0119).

Letters may be upper case: each is taken for the one lower-case letter whose upper case it is. Nothing else is mapped:
full width, ligatures, combining marks apart and the Kelvin sign are no U-labels, though browsers take them for some.
So what an A-label of ours decodes to is what was sent, but for case, and no two look-alikes become one.

Imported where octets beyond ASCII are there: the tables of the package ``idna`` take longer to load than a thousand names to read.

Blind spots: the rule of RFC 5893 for names whose labels run in both directions is applied to the label alone. A label
of a Unicode version that the package does not know is none.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from idna import IDNAError, alabel

MOST_OCTETS: Final = 236
"""Of an A-label's 63 octets, four are its prefix; each octet of the rest stands for at most one character of four octets."""

_KEPT: Final = 8_192
"""More than the distinct labels that the names of one DNS message can share: pointers reach 16,384 octets (RFC 1035 §4.1.4)."""


@lru_cache(_KEPT)
def a_label(octets: bytes) -> str | None:
    r"""Give the A-label, lower case; None where the octets are no U-label.

    >>> a_label("BÜCHER".encode())
    'xn--bcher-kva'
    >>> a_label(b"b\xfccher")
    """
    if len(octets) > MOST_OCTETS or octets.isascii():
        return None
    try:
        label = "".join([_folded(letter) for letter in octets.decode("utf-8")])
        return alabel(label).decode("ascii")
    except (UnicodeError, IDNAError):
        return None


def _folded(letter: str) -> str:
    """The lower-case letter that this is the upper case of; else the letter itself, which IDNA then refuses."""
    lower = letter.lower()
    return lower if len(lower) == 1 and lower.upper() == letter else letter
