"""HostsFile: names that the tester gives to addresses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HostsFile:
    """What one hosts file says. No packet says so: its names are shown, and are never evidence."""

    path: str
    """As the user named it; an octet that is not UTF-8 stands as hex escape."""
    sha256: str
    """Digest of its octets, lower-case hex."""
    names: tuple[tuple[str, str], ...]
    """(address, name), each pair once, in the order of the file."""
