"""Facts in; clients that gave up behind their ClientHello, and what they said, out (``harness.stages.tls_refusals``).

Captures are read once more, for what clients of small TLS flows sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from harness.model.words import CaStore, HelloTransport
from harness.sources.flow_feed import SourceCapture, read_again
from harness.sources.flow_filter import WantedFlow
from harness.sources.part_file import PartFile
from harness.sources.stopping import Stop
from harness.sources.tls_endings import MAX_FLOWS, MAX_OCTETS, EndingCollector
from harness.stages.proxy_failures import with_ca_store
from harness.stages.tls_refusals import Ended, gather_refusals
from harness.tables.interception import PROXY_FAILURES
from harness.tables.parts import FactParts

_FLOW = WantedFlow._fields


def find_refusals(
    facts: FactParts,
    captures: Sequence[SourceCapture],
    vantage: str,
    hellos: pl.DataFrame,
    alerts: Mapping[int, Sequence[str]],
    stop: Stop,
) -> pl.DataFrame:
    """Look for clients that gave up.

    Args:
        facts: Of these captures.
        captures: Of one vantage point, in order of time.
        vantage: That vantage point.
        hellos: HELLOS rows of them, one for each session.
        alerts: Names of fatal alerts of clients that were decrypted, by flow.
        stop: Ends reading early when asked to.

    Returns:
        PROXY_FAILURES rows; none of captures that have changed since they were read first.
    """
    over_tcp = hellos.filter(pl.col("transport") == HelloTransport.TLS.value)
    flows = facts.flows.of_flows(
        over_tcp["flow_id"].unique().sort(), (*_FLOW, "payload_octets_up", "ended_by")
    )
    small = flows.filter(pl.col("payload_octets_up") <= MAX_OCTETS).head(MAX_FLOWS)
    collector = EndingCollector(WantedFlow(*row) for row in small.select(_FLOW).iter_rows())
    unusable = []
    for place, source in enumerate(captures if small.height else ()):
        collector.capture = place
        if read_again(source, collector.take, stop) is not None:
            unusable.append(source.capture)
    found = gather_refusals(
        (Ended(*one) for one in collector.endings()),
        small,
        dict(zip(over_tcp["flow_id"], over_tcp["sni"], strict=True)),
        alerts,
        captures=[source.capture for source in captures],
        vantage=vantage,
    )
    return found.filter(~pl.col("capture").is_in(unusable))


def state_ca_store(facts: FactParts, stores: Mapping[str, CaStore]) -> FactParts:
    """Say of every client that gave up whether the proxy's CA was in the system's store.

    Args:
        facts: With all that gave up, be it told by captures or by records.
        stores: By vantage point, where the tester says so.
    """
    if not stores:
        return facts
    told = PartFile(PROXY_FAILURES)
    for part in facts.proxy_failures.frames():
        told.add(with_ca_store(part, stores))
    return replace(facts, proxy_failures=told)
