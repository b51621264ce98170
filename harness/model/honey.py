"""Honey data: true values that a tester planted, which show up in a body only if somebody sent them.

Only honey is a witness of content; whatever merely looks like a serial or a position is a lead.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class HoneyKind(StrEnum):
    """What a planted value is; decides in which forms it is searched."""

    ACCOUNT_EMAIL = "account_email"
    """The account's address."""
    ACCOUNT_NAME = "account_name"
    """The account's user name or id."""
    SERIAL = "serial"
    """Serial number of aircraft, controller, battery or camera."""
    IMEI = "imei"
    """15 digits of the phone or modem (3GPP TS 23.003 §6.2.1)."""
    IMSI = "imsi"
    """Subscriber of the SIM (3GPP TS 23.003 §2.2)."""
    ICCID = "iccid"
    """Number of the SIM card (ITU-T E.118)."""
    PHONE = "phone"
    """Telephone number, with its country code."""
    SSID = "ssid"
    """Name of the Wi-Fi network."""
    MAC = "mac"
    """MAC or BSSID."""
    HOME_POINT = "home_point"
    """A position."""
    TEXT = "text"
    """Any other text made for the test: name of a mission, words of a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A planted position, and how near one in a body must lie to be taken for it."""

    latitude: float = field(repr=False)
    """Degrees, north positive (WGS 84)."""
    longitude: float = field(repr=False)
    """Degrees, east positive."""
    radius_m: float
    """What the device adds of its own (GPS noise, the flight) lies within it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Honey:
    """One planted thing. Its values are never in its ``repr``, so that no message can tell them."""

    id: str
    """Short name in the scenario; shown in place of the value."""
    kind: HoneyKind
    values: tuple[str, ...] = field(default=(), repr=False)
    """Ways to write it that an application may use; at least one unless ``place`` is given."""
    place: Place | None = None
    """Of a home point; None for everything else."""
