"""Flows and the kinds of blind spot that lie in them -> sums by endpoint and kind, and OBSCURED.

Whether an encrypted hello may be real hangs on what its client asked for in any flow: such flows are summed by client
until all have been seen. A flow of which it is not known which side is ours lies at both ends, and counts once
in sums of a vantage point.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from harness.model.blind_spots import BLIND_SPOTS, BlindSpotKind
from harness.stages.adding import Adding
from harness.stages.doubts import CLIENT, in_doubt
from harness.stages.hiding import BITS
from harness.tables.frames import only, without
from harness.tables.obscured import OBSCURED
from harness.tables.schema import conform

SHOWN: Final = ("start_ns", "capture", "packet")
"""Packet to look at: that of the earliest flow."""
_OF_FLOWS: Final = ("flow_id", "remote_known", "endpoint", "kinds", "payload_octets", "doubtful")
_BY_KINDS: Final = ("endpoint", "kinds", "once")
_BY_CLIENT: Final = ("endpoint", *CLIENT)
_BY_KIND: Final = ("endpoint", "kind")
_COUNTS: Final = ("flows", "payload_octets")
_ONCE: Final = ("flows_once", "payload_octets_once")
_COUNTED: Final = 1 << 15
"""A bit beside those of kinds: the flow counts in the total of its vantage point."""
_KINDS: Final = pl.DataFrame(
    {"kind": [kind.value for kind in BITS], "bit": list(BITS.values())},
    schema={"kind": pl.String, "bit": pl.UInt16},
)
"""Every kind and its bit."""
_ECH_ALONE: Final = _KINDS.filter(pl.col("kind") == BlindSpotKind.ECH.value)


class HiddenSums:
    """Sums of flows as they come; the same whatever the order and the parts."""

    def __init__(self) -> None:
        self._hidden = Adding(lambda rows: _added(rows, _BY_KINDS, _COUNTS))
        self._hellos = Adding(lambda rows: _added(rows, _BY_CLIENT, _COUNTS))
        self._askers = Adding(pl.DataFrame.unique)

    def take(self, flows: pl.DataFrame) -> None:
        """Add some flows; both ends of one must come together.

        Args:
            flows: Towards their remote side, with ``remote_known``, the number of the ``endpoint``, ``payload_octets``, ``SHOWN``,
                ``asking`` (its client asked for names unseen), ``meant`` (it may hide something), ``kinds``
                and ``doubtful`` (its encrypted hello may be real).
        """
        self._askers.take(only(flows.filter("asking"), CLIENT).unique())
        meant = only(flows.filter("meant"), (*_OF_FLOWS, *CLIENT, *SHOWN)).sort(SHOWN)
        self._hidden.take(_summed(_with_once(meant), _BY_KINDS))
        self._hellos.take(_summed(meant.filter("doubtful"), _BY_CLIENT))

    def by_kind(self) -> pl.DataFrame:
        """Sums by ``endpoint`` and ``kind``; ``flows_once`` and ``payload_octets_once`` may be added up over endpoints."""
        doubted = in_doubt(self._hellos.result(), self._askers.result())
        found = [_of_kinds(self._hidden.result(), _KINDS)]
        if doubted.height:
            every = pl.lit(_COUNTED | BITS[BlindSpotKind.ECH], dtype=pl.UInt16)
            found.append(_of_kinds(doubted.with_columns(kinds=every, once=every), _ECH_ALONE))
        return _added(pl.concat(found), _BY_KIND, (*_COUNTS, *_ONCE))

    def octets_of_endpoints(self) -> pl.DataFrame:
        """Payload of all flows that may hide something, by ``endpoint``; may be added up over endpoints."""
        counted = self._hidden.result().filter(_has("once", _COUNTED))
        return counted.group_by("endpoint").agg(pl.col("payload_octets").sum())


def _with_once(meant: pl.DataFrame) -> pl.DataFrame:
    """Add ``once``: those of the kinds that the flow's other end, if it came before, did not have."""
    kinds = pl.col("kinds")
    if meant["remote_known"].all():
        return meant.with_columns(once=kinds | _COUNTED)
    first = pl.col("flow_id").is_first_distinct()
    of_first = kinds.first().over("flow_id")
    return meant.with_columns(once=pl.when(first).then(kinds | _COUNTED).otherwise(kinds & ~of_first))


def _summed(flows: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    """Sums of some flows, earliest first."""
    return flows.group_by(key).agg(
        pl.len().cast(pl.UInt64).alias("flows"), pl.col("payload_octets").sum(), pl.col(SHOWN).first()
    )


def _added(rows: pl.DataFrame, key: tuple[str, ...], sums: tuple[str, ...]) -> pl.DataFrame:
    return rows.sort(SHOWN).group_by(key).agg(pl.col(sums).sum(), pl.col(SHOWN).first())


def _has(name: str, bit: int) -> pl.Expr:
    return (pl.col(name) & pl.lit(bit, dtype=pl.UInt16)) != 0


def _of_kinds(sums: pl.DataFrame, kinds: pl.DataFrame) -> pl.DataFrame:
    """The rows of some sums once for each kind that they have."""
    once = pl.when((pl.col("once") & pl.col("bit")) != 0)
    return (
        sums.join(kinds, how="cross")
        .filter((pl.col("kinds") & pl.col("bit")) != 0)
        .select(
            *_BY_KIND,
            *_COUNTS,
            *(
                once.then(name).otherwise(pl.lit(0, dtype=pl.UInt64)).alias(own)
                for name, own in zip(_COUNTS, _ONCE, strict=True)
            ),
            *SHOWN,
        )
    )


def summarize(hidden: pl.DataFrame, octets: pl.DataFrame, vantages: pl.DataFrame) -> pl.DataFrame:
    """Make OBSCURED: one row for each vantage point and kind.

    Args:
        hidden: From ``HiddenSums.by_kind``.
        octets: From ``HiddenSums.octets_of_endpoints``.
        vantages: ``endpoint`` and ``vantage``.
    """
    total = octets.join(vantages, on="endpoint").group_by("vantage").agg(total=pl.col("payload_octets").sum())
    share = pl.when(pl.col("total") > 0).then(pl.col("payload_octets") / pl.col("total"))
    frame = (
        hidden.join(vantages, on="endpoint", how="left")
        .sort(SHOWN)
        .group_by("vantage", "kind")
        .agg(
            endpoints=pl.len().cast(pl.UInt64),
            flows=pl.col("flows_once").sum(),
            payload_octets=pl.col("payload_octets_once").sum(),
            capture=pl.col("capture").first(),
            packet=pl.col("packet").first(),
        )
        .join(total, on="vantage", how="left")
        .with_columns(
            blinds=pl.col("kind").replace_strict(_blinded(), return_dtype=pl.List(pl.String)),
            octets_ratio=share,
        )
    )
    order = {kind.value: number for number, kind in enumerate(BITS)}
    return conform(
        without(frame.sort("vantage", pl.col("kind").replace_strict(order, return_dtype=pl.UInt8)), "total"),
        OBSCURED,
    )


def _blinded() -> dict[str, list[str]]:
    """Kinds of claim that each kind of blind spot blinds, sorted."""
    return {kind.value: sorted(one.value for one in BLIND_SPOTS[kind].blinds) for kind in BITS}
