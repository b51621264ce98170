"""proxy_failures + captures -> of endpoints of a cell, who would not speak through its proxy, and what it passed through.

Blind spots: what was passed through is the proxy's word, and told by name alone, so of every port of it. A refusal without a name is of the
address; one that was made to another name at a shared address is not told apart then.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from harness.model.interception import passed_through_said
from harness.model.words import ProxyFailure
from harness.tables.captures import CAPTURES
from harness.tables.interception import PROXY_FAILURES
from harness.tables.schema import conform

OF_PROXY: Final = ("cell", "refusals", "passed_through")
"""Columns of CONTRAST_ENDPOINTS that are added here."""
_PINNED: Final = "pinned"
_WORDS: Final = {
    ProxyFailure.CA_NOT_ACCEPTED.value: "ca_not_accepted",
    ProxyFailure.CLOSED_WITHOUT_DATA.value: "suspected_pinned",
    ProxyFailure.HANDSHAKE_FAILED.value: "handshake_failed",
}
"""How a refusal is called where nothing says that the system trusted the proxy's CA."""


def with_proxy(rows: pl.DataFrame, cell: str, failures: pl.DataFrame, captures: pl.DataFrame) -> pl.DataFrame:
    """Add what the proxy of a cell met.

    Args:
        rows: Endpoints by ``name`` (else ``server_ips``), ``transport`` and ``server_port``.
        cell: The cell with interference.
        failures: PROXY_FAILURES rows of all cells; ``vantage`` is ``cell/vantage_point``.
        captures: CAPTURES rows likewise.

    Returns:
        The rows in their order, with the columns of ``OF_PROXY``.
    """
    mine = pl.col("vantage").str.split("/").list.first() == cell
    refused = _refusals(conform(failures, PROXY_FAILURES).filter(mine))
    comments = conform(captures, CAPTURES).filter(mine)["comments"]
    passed = passed_through_said(text for texts in comments for text in texts)
    told = []
    for name, ips, transport, port in rows.select(
        "name", "server_ips", "transport", "server_port"
    ).iter_rows():
        hosts = {name} if name is not None else set(ips)
        words = {word for host in hosts for word in refused.get((host, port), ())}
        keys = hosts if name is not None else {f"{ip}:{port}" for ip in ips}
        told.append((sorted(words), transport == "tcp" and bool(keys & passed)))
    return rows.with_columns(
        cell=pl.lit(cell),
        refusals=pl.Series([words for words, _ in told], dtype=pl.List(pl.String)),
        passed_through=pl.Series([through for _, through in told], dtype=pl.Boolean),
    )


def _refusals(failures: pl.DataFrame) -> dict[tuple[str, int], set[str]]:
    """By name, else address, and port."""
    found: dict[tuple[str, int], set[str]] = {}
    columns = ("sni", "server_ip", "server_port", "reason", "ca_in_system_store")
    for sni, ip, port, reason, in_system_store in failures.select(columns).iter_rows():
        pinned = in_system_store and reason != ProxyFailure.HANDSHAKE_FAILED.value
        found.setdefault((sni or ip, port), set()).add(_PINNED if pinned else _WORDS[reason])
    return found
