"""A packet to look at -> its file, Wireshark's display filter, and the command that prints it, to be copied whole."""

from __future__ import annotations

from dataclasses import dataclass
from shlex import quote

from harness.reports.look import display_filter


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """Where to look."""

    number: int
    """From 1, as Wireshark numbers frames."""
    path: str
    filter: str
    command: str
    """For a POSIX shell; a path with control characters in it is shown escaped, and cannot be copied."""


def packet_at(number: int, path: str) -> Packet:
    """Say where to look.

    >>> packet_at(7, "a b.pcapng").command
    "tshark -r 'a b.pcapng' -Y 'frame.number == 7' -V"
    """
    wanted = display_filter(number)
    return Packet(
        number=number, path=path, filter=wanted, command=f"tshark -r {quote(path)} -Y {quote(wanted)} -V"
    )
