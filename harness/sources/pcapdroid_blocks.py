"""PCAPdroid's own block of pcapng: which application a user id is. Octets in, a value out.

Format: custom block (draft-ietf-opsawg-pcapng §4.8) of enterprise 62652; then, in the byte order of the section
(app/src/main/jni/core/pcap_dump.h of PCAPdroid):

      0  enterprise      4  version, 1      6  kind, 1: user id and names      7  padding
      8  user id        12  octets of the package's name      13  and of the application's      14  both names

Blind spots: PCAPdroid cuts names at 63 octets, also within a character.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from harness.kernel.apps import PROCESS
from harness.sources.pcapng_blocks import Order, text_of

CUSTOM: Final = (0x0000_0BAD, 0x4000_0BAD)
"""Types of custom blocks: one that may be copied, one that may not."""
_ENTERPRISE: Final = 62_652
_VERSION: Final = 1
_USER: Final = 1
_NAMES_AT: Final = 14
NO_NAME: Final = "???"
"""What PCAPdroid writes where Android knew no name."""


@dataclass(frozen=True, slots=True)
class User:
    """A user id and whose it is."""

    number: int | None
    """As ``harness.kernel.apps`` numbers applications; None: not known to PCAPdroid (-1)."""
    name: str | None
    """Of the application, else of its package; None where it told neither."""


def user_of(kind: int, body: bytes, order: Order) -> User | None:
    """Read the block in which PCAPdroid names a user; None: any other block, or one cut short."""
    if kind not in CUSTOM or len(body) < _NAMES_AT:
        return None
    enterprise, version = int.from_bytes(body[:4], order), int.from_bytes(body[4:6], order)
    if (enterprise, version, body[6]) != (_ENTERPRISE, _VERSION, _USER):
        return None
    label_at = _NAMES_AT + body[12]
    if label_at + body[13] > len(body):
        return None
    user = int.from_bytes(body[8:12], order)
    package, label = text_of(body[_NAMES_AT:label_at]), text_of(body[label_at : label_at + body[13]])
    return User(user if user < PROCESS else None, package if label in (None, NO_NAME) else label)
