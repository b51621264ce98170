"""Lines of a TLS key log -> the secrets of each session, known by its client random (RFC 9850).

A line is a label, the random of the ClientHello and a secret, both hexadecimal, with single spaces between. Empty lines and
comments are passed over; so are lines of labels that nobody here needs, if they have that form. Secrets are kept as their
lines, for whoever decrypts, and shown by nothing: what is told of a faulty line is its number.

Blind spots: lines that name a session by other means (``RSA``, a session id) are counted, not used. Whether a secret is the right one
shows only when something is decrypted with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from harness.model.malformed import Malformed, Reason

LAYER: Final = "keylog"
MAX_LINE_OCTETS: Final = 1_024
"""The longest secrets have 64 octets; a TLS_PSK label and room for what may come."""
KEPT_FAULTS: Final = 16
MAX_SESSIONS: Final = 1_000_000
"""Randoms kept; a gateway logs some hundred thousand a day at most."""
LINES_OF_ONE: Final = 16
"""Lines kept of one random; TLS 1.3 writes up to eight labels."""

_MASTER_OCTETS: Final = 48
"""RFC 5246 §8.1."""
_SECRET_OCTETS: Final = (32, 48, 64)
"""Output of the hashes of cipher suites: SHA-256, SHA-384 and, should there be one, SHA-512."""
_MASTER: Final = b"CLIENT_RANDOM"
_LINE: Final = re.compile(rb"([A-Z0-9_]+) ([0-9A-Fa-f]{64}) ((?:[0-9A-Fa-f]{2})+)")
_OLD: Final = re.compile(rb"RSA (?:[0-9A-Fa-f]{16}|Session-ID:[0-9A-Fa-f]* Master-Key:)[ 0-9A-Fa-f]*")
_TLS13: Final = re.compile(rb"(?:CLIENT|SERVER)_(?:HANDSHAKE_TRAFFIC_SECRET|TRAFFIC_SECRET_[0-9]+)")


class KeyLog:
    """Secrets of sessions. Shows only counts: it never becomes a text with a key in it."""

    __slots__ = ("_lines", "faults", "faults_total", "passed")

    def __init__(self) -> None:
        self._lines: dict[str, list[bytes]] = {}
        self.faults: list[tuple[int, Malformed]] = []
        """Number, from 1, and fault of the first ``KEPT_FAULTS`` lines that are none of a key log."""
        self.faults_total = 0
        self.passed = 0
        """Lines that are well formed and name no session by its random, or are more than is kept."""

    def __repr__(self) -> str:
        return f"KeyLog(sessions={len(self)}, faults={self.faults_total})"

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, random: str) -> bool:
        return random in self._lines

    def add_line(self, number: int, line: bytes) -> None:
        """Take one line, without or with its end.

        Args:
            number: Told where the line is faulty.
        """
        line = line.rstrip(b"\r\n")
        if not line.strip() or line.startswith(b"#"):
            return
        found = read_line(line)
        if isinstance(found, Malformed):
            self.faults_total += 1
            if len(self.faults) < KEPT_FAULTS:
                self.faults.append((number, found))
        elif found is None:
            self.passed += 1
        else:
            self._keep(found, line)

    def lines_of(self, randoms: Iterable[str]) -> Iterator[bytes]:
        """The lines of some sessions, without ends; secrets, for whoever decrypts."""
        for random in randoms:
            yield from self._lines.get(random, ())

    def _keep(self, random: str, line: bytes) -> None:
        lines = self._lines.get(random)
        if lines is None:
            if len(self._lines) == MAX_SESSIONS:
                self.passed += 1
                return
            self._lines[random] = [line]
        elif line not in lines and len(lines) < LINES_OF_ONE:
            lines.append(line)


def read_key_log(data: bytes) -> KeyLog:
    r"""Read a whole key log, of a file or of a decryption secrets block (draft-ietf-opsawg-pcapng §4.7).

    >>> read_key_log(b"# made up\nCLIENT_RANDOM " + b"ab" * 32 + b" " + b"cd" * 48 + b"\nnonsense\n")
    KeyLog(sessions=1, faults=1)
    """
    log = KeyLog()
    for number, line in enumerate(data.split(b"\n"), 1):
        log.add_line(number, line)
    return log


def read_line(line: bytes) -> str | Malformed | None:
    """The random that a line gives a secret for, in lower case; None where it names none.

    Args:
        line: Without its end, neither empty nor a comment.
    """
    if len(line) > MAX_LINE_OCTETS:
        return Malformed(Reason.TOO_LONG, MAX_LINE_OCTETS, LAYER)
    match = _LINE.fullmatch(line)
    if match is None:
        return None if _OLD.fullmatch(line) else _fault(line)
    label, random, secret = match.groups()
    octets = len(secret) // 2
    if label == _MASTER and octets != _MASTER_OCTETS:
        return Malformed(Reason.BAD_LENGTH, match.start(3), LAYER)
    if _TLS13.fullmatch(label) and octets not in _SECRET_OCTETS:
        return Malformed(Reason.BAD_LENGTH, match.start(3), LAYER)
    return random.decode("ascii").lower()


def _fault(line: bytes) -> Malformed:
    """Where a line leaves the form."""
    label, space, rest = line.partition(b" ")
    if not re.fullmatch(rb"[A-Z0-9_]+", label):
        return Malformed(Reason.NOT_THIS, 0, LAYER)
    at = len(label) + 1
    if not space:
        return Malformed(Reason.TRUNCATED, len(line), LAYER)
    random, space, secret = rest.partition(b" ")
    if not re.fullmatch(rb"[0-9A-Fa-f]{64}", random):
        return Malformed(
            Reason.BAD_LENGTH if re.fullmatch(rb"[0-9A-Fa-f]*", random) else Reason.BAD_VALUE, at, LAYER
        )
    if not space or not secret:
        return Malformed(Reason.TRUNCATED, len(line), LAYER)
    return Malformed(Reason.BAD_VALUE, at + len(random) + 1, LAYER)
