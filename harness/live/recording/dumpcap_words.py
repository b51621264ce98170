"""What dumpcap says on standard error in; files, counts and what ended it out.

Seen in 4.0.17 and, without the numbers in brackets or the quotes, in versions since 1.8 (dumpcap.c, ``report_packet_drops``). The second
number of a line ``received/dropped`` is everything that was lost between the interface and the file: by the kernel, by dumpcap's own
queue, and flushed at the end. The project's own sniffer says the same words.

Text of a program that reads from the network: any text gives a value, and nothing raises.

Blind spots: what the network card lost is in none of these numbers (``harness.machine`` counts it). What lay in the kernel's buffer when
dumpcap was asked to end is neither written nor counted. Numbers are those of the program: 32 bits there, so that they wrap after four
thousand million packets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_COUNTS: Final = re.compile(
    r"Packets received/dropped on interface '?(?P<name>.{1,200}?)'?: (?P<received>[0-9]{1,20})/(?P<dropped>[0-9]{1,20})(?: \(.{0,200}\))*\s*"
)
_FILE: Final = re.compile(r"(?:Packets: [0-9]{1,20} ?)*File: (.{1,4096})")
_SAID: Final = re.compile(r"(?:[^ ]*/)?dumpcap: (.+)")
_QUIET: Final = ("Packets captured:", "Packets received/dropped", "File:", "Capturing on ")
_MOST_WORDS: Final = 300
_NO_RIGHT: Final = ("operation not permitted", "permission denied", "do not have permission")
_NO_SPACE: Final = ("no space left", "is not enough space", "disk quota")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a run received and lost at one interface."""

    interface: str
    """As the program names it; from outside."""
    received: int
    """Without those that were lost."""
    dropped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Everything that is made of the text."""

    files: tuple[str, ...] = ()
    """Files that were begun, in order, as the program names them."""
    counts: tuple[Counts, ...] = ()
    """One for each interface; empty where the program was killed, or has not ended yet."""
    fault: str = ""
    """First sentence of what went wrong; empty where nothing is said."""

    @property
    def begun(self) -> bool:
        """Whether the interface is open and a file was begun."""
        return bool(self.files)

    @property
    def refused(self) -> bool:
        """Whether the right to capture is missing."""
        return any(words in self.fault.lower() for words in _NO_RIGHT)

    @property
    def disk_full(self) -> bool:
        """Whether there was no room for a file."""
        return any(words in self.fault.lower() for words in _NO_SPACE)

    @property
    def dropped(self) -> int | None:
        """What was lost at all its interfaces; None while that is not known."""
        return sum(one.dropped for one in self.counts) if self.counts else None


def told_of(text: str) -> Told:
    r"""Read all that was said so far.

    >>> told_of("Capturing on 'eth0'\nFile: a_00001.pcapng\nPackets received/dropped on interface 'eth0': 9/2 (81.8%)\n").dropped
    2
    """
    files, counts, fault = [], {}, ""
    # Counters are rewritten in place with a carriage return where nobody asked for quiet.
    for line in re.split(r"[\r\n]+", text):
        if found := _COUNTS.fullmatch(line):
            counts[found["name"]] = Counts(
                interface=found["name"], received=int(found["received"]), dropped=int(found["dropped"])
            )
        elif found := _FILE.fullmatch(line):
            files.append(found[1])
        elif not fault and (found := _SAID.fullmatch(line)):
            fault = found[1][:_MOST_WORDS].strip()
        elif fault and _is_more(line, fault):
            fault = f"{fault} {line.strip()}"[:_MOST_WORDS]
    return Told(files=tuple(files), counts=tuple(counts.values()), fault=fault)


def _is_more(line: str, fault: str) -> bool:
    """Whether a line goes on with a sentence that is not ended: dumpcap breaks its own lines, and puts the system's words in brackets."""
    return bool(line.strip()) and not fault.endswith((".", ")")) and not line.startswith(_QUIET)
