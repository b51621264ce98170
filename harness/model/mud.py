"""What a MUD file allows a device to do (RFC 8520), entry by entry, before it is made a claim."""

from __future__ import annotations

from dataclasses import dataclass

PortRange = tuple[int, int]
"""First and last, both of them in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One access control entry (RFC 8519 §3.1), seen from the device: what is remote is the other end."""

    where: str
    """Of which list, and its name."""
    from_device: bool
    """Of a list for what the device sends; else for what it is sent."""
    accept: bool
    """Else dropped or rejected."""
    hosts: tuple[str, ...]
    """Remote names, as written."""
    networks: tuple[str, ...]
    """Remote prefixes, as written."""
    protocols: tuple[int, ...]
    """IP protocol numbers; empty: any. Several: all of them must hold, so none does."""
    ports: tuple[PortRange, ...]
    """Remote ports, ascending; empty: any."""
    other: tuple[str, ...]
    """What else it asks for: abstractions of MUD, and matches that are not known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mud:
    """A MUD file."""

    url: str | None
    last_update: str | None
    systeminfo: str | None
    """What the device is, in the manufacturer's words."""
    entries: tuple[Entry, ...]
    """In order, what the device sends first."""
