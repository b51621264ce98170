"""``harness geo lookup``: addresses in, what is known of each on one line out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from harness.cli.exits import Exit
from harness.cli.geo_options import add_date, checked_addresses
from harness.cli.options import new_parser, with_paths
from harness.cli.streams import columns, say

_ABOUT = """\
What is known of addresses: where they can be and how well that is known, and apart from it who they are registered to and who announces them.
Without a capture there are no round trips, so physics says nothing.
"""
_AFTER = """\
Columns: address; status (confirmed, agreed, single, disputed, refuted, anycast, unknown; docs/geodata.md); candidates: every country that a locator
names; RIR: country of registration; OP: country of the origin AS; AS: "-" before it where nobody announces the block; cloud and region by the
cloud's own list. RIR and OP are never places.
Exit status: 0 told, whatever it is; 2 wrong usage, or a text that is no address; 4 data are altered or cannot be read.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    addresses: tuple[str, ...]
    date: date | None
    """None: today."""
    json: bool


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness geo lookup``."""
    found = new_parser("harness geo lookup", _ABOUT, "harness geo lookup ADDRESS... [options]", _AFTER)
    found.add_argument(
        "paths",
        metavar="ADDRESS",
        nargs="*",
        help="IPv4 or IPv6; - reads them from standard input, one a line",
    )
    add_date(found)
    found.add_argument(
        "--json", action="store_true", help="write one JSON object for each address, one a line"
    )
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``geo lookup``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = with_paths(parser(), arguments, "address")
    return Request(addresses=found.paths, date=found.date, json=found.json)


def run(request: Request) -> Exit:
    """Ask, and print one line for each address.

    Raises:
        UsageError: A text is no address.
        ReferenceDataError: Data are missing or altered.
    """
    texts = [one for text in request.addresses for one in (_read() if text == "-" else [text])]
    addresses = checked_addresses(texts)
    # Imported here: polars is heavy.
    from harness.cli.geo_asked import asked  # noqa: PLC0415

    rows = asked(addresses, request.date)
    if request.json:
        say("".join(json.dumps(_object(row)) + "\n" for row in rows))
    else:
        wide = max(map(len, ("ADDRESS", *addresses)))
        say(
            "".join(
                f"{line[: max(columns(), wide)]}\n"
                for line in [_HEAD.format("ADDRESS", wide), *(_line(row, wide) for row in rows)]
            )
        )
    return Exit.OK


def _read() -> list[str]:
    return [line.strip() for line in sys.stdin if line.strip()]


_HEAD = "{0:{1}} STATUS    WHERE    RIR OP  AS          CLOUD"


def _line(row: Mapping[str, Any], wide: int) -> str:
    """One address in 80 columns, if it is not a long one."""
    asn = "" if row["asn"] is None else f"{'' if row['routed'] else '-'}AS{row['asn']}"
    cloud = " ".join(part for part in (row["cloud"], row["cloud_region"]) if part)
    where = ",".join(row["candidates"]) or "?"
    registered, operator = row["registered_country"] or "?", row["operator_country"] or "?"
    return f"{row['server_ip']:{wide}} {row['status']:9} {where:8} {registered:3} {operator:3} {asn:11} {cloud}".rstrip()


def _object(row: Mapping[str, Any]) -> dict[str, Any]:
    """The four questions apart."""
    return {
        "address": row["server_ip"],
        "looked_up": row["looked_up_ip"],
        "scope": row["scope"],
        "registered": {"country": row["registered_country"]},
        "operator": {
            "asn": row["asn"],
            "organisation": row["as_org"],
            "country": row["operator_country"],
            "routed": row["routed"],
        },
        "geolocated": {
            "located": row["located"],
            "cloud": row["cloud"],
            "cloud_region": row["cloud_region"],
            "anycast": row["anycast"],
        },
        "physical": None,
        "status": row["status"],
        "country": row["country"],
        "candidates": row["candidates"],
    }
