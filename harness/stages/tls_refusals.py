"""How TLS connections went on behind their ClientHello -> PROXY_FAILURES: clients that gave up, and what they said.

A client that does not accept a certificate says so in an alert, in clear or encrypted, in place of its Finished; or it
finishes the handshake, looks at the certificate for itself, and leaves without a word (RFC 8446 §4.4.2.4, §6.2).

Blind spots: a connection that was opened in advance and never used looks like the second. Without an intercepting proxy it is the
server's own certificate that was refused. Why an encrypted alert was sent is known only where it was decrypted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from harness.tables.interception import PROXY_FAILURES
from harness.tables.schema import conform
from harness.wire.tls_alerts import REFUSE_CERTIFICATE, Ending

CA_NOT_ACCEPTED, CLOSED, FAILED = "ca_not_accepted", "closed_without_data", "handshake_failed"
_CLOSED_BY = ("fin", "rst")


class Ended(NamedTuple):
    """One flow's ending; see ``harness.sources.tls_endings``."""

    flow_id: int
    capture: int
    packet: int
    time_ns: int
    up: Ending
    answered: bool


def reason_of(up: Ending, decrypted: Sequence[str]) -> str | None:
    """Why a client gave up; None where it did not.

    Args:
        up: What it sent.
        decrypted: Names of its fatal alerts that were decrypted.
    """
    said = [alert.description for alert in up.alerts if alert.level == "fatal"] + list(decrypted)
    if any(name in REFUSE_CERTIFICATE for name in said):
        return CA_NOT_ACCEPTED
    if said or up.sealed_alert:
        return FAILED
    return CLOSED if up.finished_only else None


def gather_refusals(
    endings: Iterable[Ended],
    flows: pl.DataFrame,
    snis: Mapping[int, str | None],
    decrypted: Mapping[int, Sequence[str]],
    *,
    captures: Sequence[str],
    vantage: str,
) -> pl.DataFrame:
    """Say which clients gave up.

    Args:
        endings: How flows of one vantage point ended.
        flows: FLOWS rows of these flows.
        snis: Name that each flow's hello asked for.
        decrypted: Names of fatal alerts that were decrypted, of the client, by flow.
        captures: Keys of the captures.
        vantage: The vantage point.

    Returns:
        PROXY_FAILURES rows, by capture and packet.
    """
    ends = {row["flow_id"]: row for row in flows.iter_rows(named=True)}
    rows = []
    for one in endings:
        flow = ends[one.flow_id]
        reason = reason_of(one.up, decrypted.get(one.flow_id, ()))
        if reason is None or not one.answered or flow["ended_by"] not in _CLOSED_BY:
            continue
        rows.append({
            "capture": captures[one.capture], "vantage": vantage, "time_ns": one.time_ns, "packet": one.packet,
            "flow_id": one.flow_id, "client_ip": flow["client_ip"], "client_port": flow["client_port"],
            "server_ip": flow["server_ip"], "server_port": flow["server_port"], "sni": snis.get(one.flow_id),
            "reason": reason, "ca_in_system_store": None,
        })  # fmt: skip
    frame = pl.DataFrame(rows, schema=PROXY_FAILURES.schema).sort("capture", "packet", maintain_order=True)
    return conform(frame, PROXY_FAILURES)
