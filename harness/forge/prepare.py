# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""A situation's conversations in; the same with what each says, octet by octet, out.

Everything random that no seed repeats is made here: TLS sessions that a key log opens.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from harness.forge.sealed import Session, session
from harness.forge.speech import speech

Spoken = dict[str, Any]


def prepared(network: dict[str, Any], values: Sequence[dict[str, Any]], seed: int) -> dict[str, Any]:
    """One network, each conversation with ``said`` and ``session``."""
    by_id = {value["id"]: value for value in values}
    spoken = [_prepared(network, one, by_id, seed) for one in network["conversations"]]
    return {**network, "conversations": spoken}


def _prepared(
    network: dict[str, Any], spoken: Spoken, values: dict[str, dict[str, Any]], seed: int
) -> Spoken:
    if not spoken.get("messages"):
        return {"messages": [], **spoken, "said": (), "session": None}
    said = speech(spoken, values, f"{seed}/{network['id']}/{spoken['id']}/{spoken['turn']}")
    made: Session | None = None
    if spoken["kind"] == "tls" and spoken["level"] == "data":
        when = dt.datetime.fromtimestamp((network["start_ns"] + spoken["at_ns"]) // 10**9, dt.UTC)
        made = session(spoken["sni"], spoken["tls_version"], said, when)
    return {**spoken, "said": said, "session": made}


def keys_of(network: dict[str, Any]) -> str:
    """Key log of a network: the secrets of all sessions that are not to stay shut."""
    return "".join(_keys(network))


def _keys(network: dict[str, Any]) -> Iterator[str]:
    for spoken in network["conversations"]:
        if spoken["session"] is not None and spoken["keys"]:
            yield spoken["session"].keys
