"""Packet filters of this machine: ``nft -j list ruleset`` in, what matters to forwarding out (nft(8), libnftables-json(5)).

**Blind spots**: rules of the older iptables-legacy do not appear in nft; eBPF programs that handle packets (XDP, tc) do not either.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from harness.machine.programs import Ran, run


@dataclass(frozen=True, slots=True, kw_only=True)
class Firewall:
    """What stands in it."""

    tables: tuple[tuple[str, str], ...]
    """Family and name."""
    dropping: tuple[str, ...]
    """Chains that drop what is forwarded unless a rule of theirs accepts it: ``inet firewalld filter_FORWARD``."""
    shortcuts: tuple[tuple[str, tuple[str, ...]], ...]
    """Flow tables, each with its interfaces: packets of known flows pass by every chain there."""


def firewall() -> Firewall | None:
    """What stands in this machine's; None where this process may not read it.

    Raises:
        MachineError: nft is missing.
    """
    done = run(("nft", "--json", "list", "ruleset"))
    return parse_firewall(done.out) if done.ok else None


def table_text(family: str, name: str) -> str | None:
    """One table as nft lists it, without counts; None where there is none or it may not be read.

    Raises:
        MachineError: nft is missing.
    """
    done: Ran = run(("nft", "--stateless", "list", "table", family, name))
    return done.out if done.ok else None


def parse_firewall(text: str) -> Firewall:
    """``nft -j list ruleset`` in."""
    objects: list[dict[str, Any]] = json.loads(text)["nftables"] if text.strip() else []
    chains = [one["chain"] for one in objects if "chain" in one]
    return Firewall(
        tables=tuple((one["table"]["family"], one["table"]["name"]) for one in objects if "table" in one),
        dropping=tuple(
            f"{one['family']} {one['table']} {one['name']}"
            for one in chains
            if one.get("hook") == "forward" and one.get("policy") == "drop"
        ),
        shortcuts=tuple(_shortcut(one["flowtable"]) for one in objects if "flowtable" in one),
    )


def _shortcut(one: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    devices = one.get("dev", [])
    named = (devices,) if isinstance(devices, str) else tuple(devices)
    return f"{one['family']} {one['table']} {one['name']}", named
