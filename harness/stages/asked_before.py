"""endpoints + names -> the last name that a client of an endpoint asked for before it opened its first flow there.

One address serves many names, and where no flow to a port tells one, the name asked for last is likeliest the one meant; the
others stay beside it (decision 0145).

Blind spots: a client that keeps addresses asks for a name long before it uses it, and may ask for another in between.
"""

from __future__ import annotations

import polars as pl

from harness.model.name_sources import LOOKUPS
from harness.stages.adding import Adding
from harness.tables.endpoints import ENDPOINT_KEY, ENDPOINTS
from harness.tables.names import NAMES
from harness.tables.parts import Frames

_IN_EARNEST = pl.col("source").is_in([source.value for source in LOOKUPS]) & pl.col("asked")
_NAME = (*ENDPOINT_KEY, "name")
_OF_NAMES = ("vantage", "server_ip", "client_ip", "name", "source", "asked", "time_ns", "capture", "packet")

_NONE = pl.DataFrame(
    schema={
        **{name: ENDPOINTS.schema[name] for name in ENDPOINT_KEY},
        "name": pl.String,
        "asked_source": pl.String,
        "asked_shown": pl.Struct({name: NAMES.schema[name] for name in ("time_ns", "capture", "packet")}),
    }
)


def last_asked(endpoints: pl.DataFrame, names: Frames) -> pl.DataFrame:
    """When each name was last asked for in time, and the answer's packet.

    Args:
        endpoints: ``ENDPOINT_KEY``, ``clients`` and ``first_ns``.
        names: NAMES rows, in any order.

    Returns:
        ``ENDPOINT_KEY``, ``name``, and of the last answer in time ``asked_source`` and ``asked_shown`` (time_ns, capture, packet);
        names that were asked for too late, or by somebody else, are not among them.
    """
    users = endpoints.select(*ENDPOINT_KEY, "first_ns", client_ip="clients").explode("client_ip")
    found = Adding(_latest)
    found.take(_NONE)
    for part in names.frames(_OF_NAMES):
        looked_up = part.filter(_IN_EARNEST)
        if looked_up.height:
            found.take(_latest(_in_time(users, looked_up)))
    return found.result()


def _in_time(users: pl.DataFrame, looked_up: pl.DataFrame) -> pl.DataFrame:
    """Names that users of an address asked for before they went there."""
    return (
        looked_up.select(
            *("vantage", "server_ip", "client_ip", "name", "time_ns"),
            asked_source="source",
            asked_shown=pl.struct("time_ns", "capture", "packet"),
        )
        .join(users, on=["vantage", "server_ip", "client_ip"])
        .filter(pl.col("time_ns") <= pl.col("first_ns"))
        .select(*_NAME, "asked_source", "asked_shown")
    )


def _latest(asked: pl.DataFrame) -> pl.DataFrame:
    return asked.sort("asked_shown", "asked_source").unique(_NAME, keep="last", maintain_order=True)
