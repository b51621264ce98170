"""Privacy: what of the tester's and the user's a text can hold, and what was done to hide it.

Remote addresses, their names and places are the evidence of every result: they are public. What
is private is the near side: who tested, with which devices, from where, and what was planted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Privacy(StrEnum):
    """What may be private in a column, and so what redaction does to it."""

    PUBLIC = "public"
    """Nothing: words of this program, of its rules and data, digests and keys of captures."""
    TEXT = "text"
    """Words of anybody: every private value that is known of the run, or known by its form, is replaced within."""
    ADDRESS = "address"
    """IP address: replaced where it is local or the tester's own."""
    MAC = "mac"
    """Link-layer address: replaced unless it is of a group."""
    NAME = "name"
    """Host name: replaced where it is of a local host; else private values within are."""
    IDENTIFIER = "identifier"
    """Names a device, an account or an app: replaced whole."""
    LEVELS = "levels"
    """Levels between slashes, of a URL's path or a topic: each is replaced by itself."""
    NOTE = "note"
    """What the operator wrote beside the packets: replaced whole."""
    FILE = "file"
    """Path of a file of the tester: only its last part is kept."""
    POSITION = "position"
    """Degrees: rounded to whole ones."""
    KEYED = "keyed"
    """As the row's ``key`` says, by PRIVATE_KEYS."""


PRIVATE_KEYS: Final[Mapping[str, Privacy]] = MappingProxyType(
    dict.fromkeys(
        (
            *("alpn", "answer", "certificate_not_after", "cipher_suite", "command", "command_set", "controller_type"),
            *("devices", "guard", "malformed", "malformed_certificate", "method", "module", "names", "operator_id"),
            *("password", "position", "relay", "scheme", "service", "stratum", "system", "user_name", "version"),
        ),
        Privacy.PUBLIC,
    )
    | dict.fromkeys(
        (
            *("absolute_form", "alternate_domain", "alternate_server", "certificate_issuer", "certificate_subject"),
            *("contact_host", "from_host", "gateway", "media", "origin", "player_host", "product", "question", "realm"),
            *("reference", "relayed_address", "server_reference", "software", "stream_host", "subprotocol", "target"),
            "to_host",
        ),
        Privacy.TEXT,
    )
    # As somebody on the internet saw our side, or as it gives itself.
    | dict.fromkeys(("client_address", "mapped_address"), Privacy.ADDRESS)
    # A station or stream of corrections tells where the aircraft flew.
    | dict.fromkeys(
        ("client_id", "cname", "controller_name", "device_id", "mountpoint", "serial", "station"),
        Privacy.IDENTIFIER,
    )
    | dict.fromkeys(("app", "path", "topic", "will_topic"), Privacy.LEVELS)
)  # fmt: skip
"""What the value of a key of PROTOCOLS can hold; a key that is not here is an identifier."""


class KeyOrigin(StrEnum):
    """Where the key of the pseudonyms is from."""

    RANDOM = "random"
    """Made for this run and forgotten: pseudonyms of two runs cannot be compared, nor undone by guessing."""
    GIVEN = "given"
    """The user's: who has it can compare runs, and confirm a guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """That a result was redacted, and how."""

    key: KeyOrigin
    key_id: str
    """Pseudonyms under the same one can be compared."""


REDACTED: Final = (
    "REDACTED: own and local addresses, MACs, local names, identifiers, apps, user agents, paths, topics, planted values and comments are "
    "pseudonyms, the same for the same value{comparable}; positions are rounded to whole degrees; of files only the last part "
    "of the path is told. Digests of captures still identify the files."
)


def redacted_words(redaction: Redaction) -> str:
    """What a reader of a redacted report must know; one or two sentences."""
    given = redaction.key is KeyOrigin.GIVEN
    return REDACTED.format(
        comparable=f", and comparable under key {redaction.key_id}" if given else ", in this result only"
    )
