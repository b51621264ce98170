"""Devices, tools and others of a scenario in; faults where one sender could be two of them out.

Tools may share a sender with each other: one gateway runs a clock and a resolver.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_network

from harness.errors import Fault
from harness.rules.entries import Entry
from harness.rules.scenario_forms import DeviceForm, OtherForm, ToolForm
from harness.rules.scenario_parts import Parts, Placed

_HOLDER = {DeviceForm: "device", ToolForm: "tool", OtherForm: "other device"}


@dataclass(frozen=True, slots=True)
class _Sender:
    """One address, prefix or MAC, and whose it is."""

    text: str
    low: int
    high: int
    kind: str
    name: str
    entry: Entry
    key: str
    at: int

    @property
    def is_tool(self) -> bool:
        """Whether it is one of our own."""
        return self.kind == "tool"

    def place(self) -> tuple[int, int]:
        """Where it stands."""
        return self.entry.place(self.key, self.at)


def sender_faults(parts: Parts) -> list[Fault]:
    """Items without any sender, senders written twice, and senders of two items."""
    placed: list[Placed[DeviceForm] | Placed[ToolForm] | Placed[OtherForm]] = [
        *parts.devices.placed,
        *parts.tools.placed,
        *parts.others.placed,
    ]
    faults = [
        one.entry.fault(
            f"{_HOLDER[type(one.form)]} '{_name(one.form)}' names no sender: write addresses, macs or both"
        )
        for one in placed
        if not one.form.addresses and not one.form.macs
    ]
    for version in (4, 6, 48):
        senders = [sender for one in placed for sender in _senders(one, version)]
        faults += _overlaps(senders)
    return faults


def _name(form: DeviceForm | ToolForm | OtherForm) -> str:
    return form.id if isinstance(form, DeviceForm) else form.name


def _senders(
    one: Placed[DeviceForm] | Placed[ToolForm] | Placed[OtherForm], version: int
) -> Iterator[_Sender]:
    """The item's senders of one kind: IP version, or 48 for MACs."""
    kind, name = _HOLDER[type(one.form)], _name(one.form)
    if version == 48:
        for at, text in enumerate(one.form.macs):
            number = int(text.replace(":", ""), 16)
            yield _Sender(text, number, number, kind, name, one.entry, "macs", at)
        return
    for at, text in enumerate(one.form.addresses):
        network = ip_network(text)
        if network.version == version:
            low, high = int(network.network_address), int(network.broadcast_address)
            yield _Sender(text, low, high, kind, name, one.entry, "addresses", at)


def _overlaps(senders: list[_Sender]) -> Iterator[Fault]:
    """Prefixes nest or are apart, so those around one are open when it comes, in order of where they begin."""
    around: list[_Sender] = []
    for sender in sorted(senders, key=lambda one: (one.low, -one.high, one.place())):
        while around and around[-1].high < sender.low:
            around.pop()
        for other in around:
            if fault := _clash(other, sender):
                yield fault
                break
        around.append(sender)


def _clash(one: _Sender, two: _Sender) -> Fault | None:
    """Two senders that overlap, as a fault at the later one; None where they may."""
    first, second = sorted((one, two), key=_Sender.place)
    if first.entry is second.entry:
        if first.text != second.text:
            return None
        message = f"{second.key}: '{second.text}' stands here twice, keep one"
    elif first.is_tool and second.is_tool:
        return None
    else:
        same = "is" if first.text == second.text else f"overlaps '{first.text}', which is"
        message = (
            f"{second.key}: '{second.text}' {same} in line {first.place()[0]} that of the {first.kind} "
            f"'{first.name}': give each sender to one of them"
        )
    return second.entry.fault(message, second.key, second.at)
