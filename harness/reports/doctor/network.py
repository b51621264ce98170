"""Interfaces, their offloads, and what is done with packets of others -> answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from harness.machine.firewall import Firewall
from harness.machine.forwarding import Forwarding
from harness.machine.interfaces import Interface
from harness.machine.offloads import Offload, command_off, falsifying
from harness.model.listing import few
from harness.model.readiness import Answer, Mend, State, untold
from harness.reports.doctor.mends import command, install

TWO_SIDES: Final = 2
"""Interfaces that a gateway stands between."""
_STRICT: Final = 1
_ADAPTER: Final = (
    "a gateway needs one for the devices and one for the internet. Add a USB Ethernet or Wi-Fi adapter"
)


def chosen(there: Iterable[Interface], asked: Sequence[str]) -> tuple[Interface, ...]:
    """Interfaces that answers are given for: those asked about, else hardware and what carries the user's ways."""
    if asked:
        return tuple(one for one in there if one.name in asked)
    # Where /sys does not know them, as in namespaces, hardware cannot be told: all that are up.
    return tuple(
        one
        for one in there
        if not one.loopback
        and (one.physical or one.default_route or one.own_session or (one.physical is None and one.up))
    )


def of_interfaces(
    there: Sequence[Interface], asked: Sequence[str], managers: Mapping[str, str]
) -> tuple[Answer, ...]:
    """One answer for each that is asked about; where none is, for each that matters, or that there is none.

    Args:
        there: All interfaces.
        asked: Names.
        managers: Programs that configure interfaces, by the interface's name.
    """
    known = {one.name for one in there}
    found = [_of_interface(one, managers.get(one.name), asked=bool(asked)) for one in chosen(there, asked)]
    found += [
        Answer(
            state=State.MISSING,
            said="there is no such interface; the command lists those that there are",
            about=name,
            mends=(command("ip", "-brief", "link"),),
        )
        for name in dict.fromkeys(asked)
        if name not in known
    ]
    none = Answer(state=State.MISSING, said="there is no interface but the loopback: nothing to capture at")
    return tuple(found) or (none,)


def _of_interface(one: Interface, manager: str | None, *, asked: bool) -> Answer:
    kind = (
        "Wi-Fi"
        if one.wireless
        else "hardware"
        if one.physical
        else "virtual"
        if one.physical is False
        else ""
    )
    link = "no link" if one.up and not one.running else "up" if one.up else "down"
    words = [link, *filter(None, [kind]), few(one.addresses) or "no address"]
    said = ", ".join(words)
    if one.default_route:
        said += "; the default route leads over it"
    if one.own_session:
        said += "; your own SSH session comes over it, so a gateway does not change it without --yes"
    if manager is not None:
        said += f"; {manager} configures it, and may take back what a gateway sets up"
    mends: tuple[Mend, ...] = ()
    if not one.up:
        mends = (command("ip", "link", "set", one.name, "up", as_root=True),)
    facts = {
        "up": one.up,
        "running": one.running,
        "physical": one.physical,
        "wireless": one.wireless,
        "mac": one.mac,
        "mtu": one.mtu,
        "addresses": list(one.addresses),
        "default_route": one.default_route,
        "own_session": one.own_session,
        "manager": manager,
    }
    # What nobody asked about may well be down.
    limited = asked and not (one.up and one.running)
    return Answer(
        state=State.LIMITED if limited else State.THERE,
        said=said,
        about=one.name,
        mends=mends if limited else (),
        facts=facts,
    )


def of_sides(there: Sequence[Interface]) -> Answer:
    """Whether there are two interfaces for a gateway to stand between; what is not hardware may be of use, or not."""
    names = [one.name for one in there if not one.loopback]
    virtual = [one.name for one in there if not one.loopback and one.physical is False]
    facts: dict[str, object] = {"interfaces": names, "virtual": virtual}
    if len(names) - len(virtual) >= TWO_SIDES:
        return Answer(state=State.THERE, said=few([one for one in names if one not in virtual]), facts=facts)
    if len(names) >= TWO_SIDES:
        said = f"{few(names)}, but {few(virtual)} {'is' if len(virtual) == 1 else 'are'} virtual: {_ADAPTER}"
        return Answer(state=State.LIMITED, said=said, facts=facts)
    said = f"{names[0] if names else 'none'} only: {_ADAPTER}"
    return Answer(state=State.MISSING, said=said, facts=facts)


def of_offloads(name: str, offloads: Sequence[Offload]) -> Answer:
    """Whether frames are joined, cut or finished elsewhere, so that a capture has some that no wire had."""
    on = falsifying(offloads)
    facts = {
        "on": [one.name for one in on],
        "fixed": [one.name for one in on if one.fixed],
    }
    if not on:
        return Answer(state=State.THERE, said="none on that falsifies captures", about=name, facts=facts)
    off = command_off(name, offloads)
    said = (
        f"{few([one.name for one in on], 3)}: captures have frames that no wire had; payload is right, "
        "sizes, numbers and checksums of packets are not"
    )
    if off is None:
        return Answer(state=State.LIMITED, said=f"{said}. None can be switched off", about=name, facts=facts)
    return Answer(
        state=State.LIMITED, said=said, about=name, mends=(command(*off, as_root=True),), facts=facts
    )


def of_forwarding(settings: Forwarding, filters: Firewall | None, why: str) -> Answer:
    """Settings that a gateway changes and puts back, and who else filters what is forwarded.

    Args:
        settings: Of the kernel.
        filters: What stands in the packet filter; None: not told.
        why: Why that was not told.
    """
    facts = {
        "ipv4": settings.ipv4,
        "ipv6": settings.ipv6,
        "ipv6_off": settings.ipv6_off,
        "reverse_path": settings.reverse_path,
        "dropping_chains": None if filters is None else list(filters.dropping),
    }
    if settings.ipv4 is None:
        return Answer(state=State.MISSING, said="this kernel tells nothing of forwarding IPv4", facts=facts)
    said = f"IPv4 {_on(settings.ipv4)}, IPv6 {_ipv6(settings)}; `gateway up` switches it, `gateway down` puts it back"
    if settings.reverse_path == _STRICT:
        said += ". The way back is checked strictly (rp_filter 1)"
    if filters is None:
        said += f". Whether another firewall drops what is forwarded could not be told ({why})"
    elif filters.dropping:
        return Answer(
            state=State.LIMITED,
            said=f"{said}. Another firewall drops what it does not allow to be forwarded: {few(filters.dropping)}",
            mends=(command("nft", "list", "ruleset", as_root=True),),
            facts=facts,
        )
    return Answer(state=State.THERE, said=said, facts=facts)


def _on(value: bool) -> str:  # noqa: FBT001 - a word for it
    return "on" if value else "off"


def _ipv6(settings: Forwarding) -> str:
    if settings.ipv6 is None:
        return "not in this kernel"
    return "disabled" if settings.ipv6_off else _on(settings.ipv6)


def no_ethtool(name: str, why: str) -> Answer:
    """Where offloads could not be told."""
    answer = untold(why)
    return Answer(state=answer.state, said=answer.said, about=name, mends=(install("ethtool"),))
