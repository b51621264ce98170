"""One direction of a TLS connection over TCP -> its alerts in clear, and what was sent encrypted (RFC 5246 §7.2, RFC 8446 §6).

Up to TLS 1.2 an alert is in clear until its sender's ChangeCipherSpec; in TLS 1.3 until keys are there, which they are before a
client can dislike a certificate, but OpenSSL's client then still sends it in clear. Encrypted without padding, two messages of TLS 1.3 are known by their length alone: an
alert, of two octets, and Finished, of 4 and those of the hash; with each go one octet for the type and 16 of the tag
(RFC 8446 §4.4.4, §5.2). Who sends Finished has accepted the certificate, for the time being; who sends an alert in its place has not.

Blind spots: with padding they are not known. Application data of as many octets look the same. A client that
presents a certificate of its own, or sends early data, is not told from one that sends data.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason

LAYER: Final = "tls"
MAX_RECORDS: Final = 4_096
"""Records looked at."""
MAX_ALERTS: Final = 8
"""Alerts kept; one ends the connection."""
_HEADER: Final = 5
_MAX_FRAGMENT: Final = 16_384 + 2_048
"""RFC 5246 §6.2.3."""
_CHANGE_CIPHER, _ALERT, _HANDSHAKE, _DATA = 20, 21, 22, 23
_SEALED_ALERT: Final = 2 + 1 + 16
_SEALED_FINISHED: Final = (4 + 32 + 1 + 16, 4 + 48 + 1 + 16)
"""With SHA-256 and SHA-384 (RFC 8446 §B.4)."""
_LEVELS: Final = {1: "warning", 2: "fatal"}
ALERTS: Final = {
    0: "close_notify",
    10: "unexpected_message",
    20: "bad_record_mac",
    21: "decryption_failed",
    22: "record_overflow",
    30: "decompression_failure",
    40: "handshake_failure",
    41: "no_certificate",
    42: "bad_certificate",
    43: "unsupported_certificate",
    44: "certificate_revoked",
    45: "certificate_expired",
    46: "certificate_unknown",
    47: "illegal_parameter",
    48: "unknown_ca",
    49: "access_denied",
    50: "decode_error",
    51: "decrypt_error",
    52: "too_many_cids_requested",
    60: "export_restriction",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    86: "inappropriate_fallback",
    90: "user_canceled",
    100: "no_renegotiation",
    109: "missing_extension",
    110: "unsupported_extension",
    111: "certificate_unobtainable",
    112: "unrecognized_name",
    113: "bad_certificate_status_response",
    114: "bad_certificate_hash_value",
    115: "unknown_psk_identity",
    116: "certificate_required",
    120: "no_application_protocol",
    121: "ech_required",
}
"""IANA registry TLS Alerts."""
REFUSE_CERTIFICATE: Final = frozenset(
    {"bad_certificate", "unsupported_certificate", "certificate_revoked", "certificate_expired",
     "certificate_unknown", "unknown_ca"}
)  # fmt: skip
"""What a client says of a server whose certificate it does not accept (RFC 8446 §6.2)."""


class Alert(NamedTuple):
    """One alert in clear."""

    level: str
    """``warning`` or ``fatal``, ``level-N`` for others."""
    description: str
    """Its name in the registry, ``alert-N`` for others."""
    offset: int
    """Octets from the start to its record."""


class Ending(NamedTuple):
    """What one direction sent besides its handshake in clear."""

    alerts: tuple[Alert, ...]
    data: tuple[int, ...]
    """Sizes of the records of application data, in order: in TLS 1.3 all that is encrypted looks so."""
    finished: bool
    """A handshake record stands behind ChangeCipherSpec: Finished, up to TLS 1.2."""
    complete: bool
    """False: the octets end inside a record, or are more than is looked at."""

    @property
    def sealed_alert(self) -> bool:
        """All that was sent encrypted is one alert of TLS 1.3, by its length: the sender broke the handshake off."""
        return self.complete and not self.finished and self.data == (_SEALED_ALERT,)

    @property
    def finished_only(self) -> bool:
        """The sender finished the handshake and sent nothing more but, at most, an alert."""
        if self.finished:
            return self.complete and not self.data
        ended = self.data[1:] in ((), (_SEALED_ALERT,))
        return self.complete and self.data[:1] != () and self.data[0] in _SEALED_FINISHED and ended


def alert_name(number: int) -> str:
    """What the registry calls an alert.

    >>> alert_name(48), alert_name(255)
    ('unknown_ca', 'alert-255')
    """
    return ALERTS.get(number, f"alert-{number}")


def read_ending(data: bytes) -> Ending | Malformed:
    """Go through the records of one direction.

    Args:
        data: The stream from its first octet on; may be cut anywhere.
    """
    alerts: list[Alert] = []
    sealed: list[int] = []
    changed = finished = False
    position = 0
    for _ in range(MAX_RECORDS):
        if position == len(data):
            return Ending(tuple(alerts), tuple(sealed), finished, complete=True)
        header = data[position : position + _HEADER]
        if header[0] not in (_CHANGE_CIPHER, _ALERT, _HANDSHAKE, _DATA) or header[1:2] not in (b"", b"\x03"):
            return Malformed(Reason.BAD_VALUE if position else Reason.NOT_THIS, position, LAYER)
        octets = int.from_bytes(header[3:5], "big")
        if octets > _MAX_FRAGMENT:
            return Malformed(Reason.BAD_LENGTH, position + 3, LAYER)
        end = position + _HEADER + octets
        if len(header) < _HEADER or end > len(data):
            break
        if header[0] == _ALERT:
            alerts += _alerts(data[position + _HEADER : end], position)[: MAX_ALERTS - len(alerts)]
        elif header[0] == _CHANGE_CIPHER:
            changed = True
        elif header[0] == _DATA:
            sealed.append(octets)
        else:
            finished = finished or changed
        position = end
    return Ending(tuple(alerts), tuple(sealed), finished, complete=False)


def _alerts(fragment: bytes, position: int) -> list[Alert]:
    """The alert of a record; one of another size is encrypted."""
    if len(fragment) != 2:
        return []
    level, description = fragment
    return [Alert(_LEVELS.get(level, f"level-{level}"), alert_name(description), position)]
