"""A narrower test beside the full one -> the full verdicts, what the narrower one missed, and what it would have said otherwise."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any

import polars as pl

from harness.model.listing import few
from harness.model.verdicts import Judgement
from harness.reports.lines import EMPTY, Line, Style, first_of, heading, wrapped
from harness.reports.look import look_lines
from harness.reports.places import socket, sockets_words
from harness.reports.units import counted, octets
from harness.reports.verification_words import STYLES, percent, verdict_name
from harness.tables.counterfactuals import Missed
from harness.tables.verification import Counterfactual, RollUp, Verification

_SHOWN = 8
"""Entries of each list told without ``all_rows``; the rest are counted."""
_CLEAR = "clear"
_NO_NAME = "(no name seen)"

Row = dict[str, Any]


def full_test_lines(
    rolled: RollUp, verification: Verification, beside: Counterfactual, width: int
) -> Iterator[Line]:
    """What the full test says of one claim, and which of its findings the narrower one lacks."""
    full = next(one for one in beside.full.chosen if one.claim == rolled.claim)
    words = [
        f"{verdict_name(judgement)} as {how}"
        for how, judgement in (("tested", full.as_tested), ("asserted", full.as_asserted))
    ]
    opening, style = f"The full test: {', '.join(words)}", STYLES[full.as_tested.verdict]
    yield from wrapped(f"{opening}.", width, first="  ", rest="    ", style=style)
    everything = findings_of(beside.full.leads, full.as_tested)
    if left := everything - findings_of(verification.leads, rolled.as_tested):
        text = f"This one misses {len(left)} of {counted(len(everything), 'finding')}."
        yield from wrapped(text, width, first="    ", style=Style.BAD)
    yield from wrapped(full.sentence, width, first="    ")


def findings_of(leads: pl.DataFrame, judgement: Judgement) -> set[str]:
    """Identities of a judgement's witnesses."""
    found = leads.filter(pl.col("lead_id").is_in(judgement.witnesses))
    return set(found["finding"].drop_nulls())


def beside_lines(verification: Verification, width: int, *, all_rows: bool) -> Iterator[Line]:
    """What a narrower test missed, witnesses first, and what it would have said otherwise; nothing of the full test."""
    beside = verification.beside
    if beside is None:
        return
    yield heading("What this narrower test missed")
    yield from _sums(beside.missed, width)
    paths = dict(beside.full.captures.select("capture", "path").iter_rows())
    shown = beside.full.contacts.select("contact_id", shown_ip="server_ip")
    rows = list(beside.endpoints.join(shown, on="contact_id", maintain_order="left").iter_rows(named=True))
    for title, some in (
        ("Missed, and contradicts a claim", [row for row in rows if row["missed"] and row["claims_lost"]]),
        ("Seen, but without what contradicts a claim", [row for row in rows if _seen_in_part(row)]),
        ("Missed besides", [row for row in rows if row["missed"] and not row["claims_lost"]]),
    ):
        yield from _endpoints(title, some, paths, width, all_rows=all_rows)
    yield from _changed(beside, width, all_rows=all_rows)
    yield EMPTY


def _seen_in_part(row: Row) -> bool:
    return bool(row["claims_lost"]) and not row["missed"]


def _sums(missed: Missed, width: int) -> Iterator[Line]:
    """Shares of endpoints, octets and countries."""
    if not missed.endpoints_missed:
        text = f"None of {counted(missed.endpoints, 'endpoint')} that the subject contacted in the full test."
        yield from wrapped(text, width, first="  ")
    else:
        yield from wrapped("Of what the subject contacted in the full test:", width, first="  ")
        of = f"{missed.endpoints_missed:,} of {counted(missed.endpoints, 'endpoint')}"
        text = f"{of}{_share(missed.endpoints_ratio)}, by name, else address"
        yield from wrapped(text, width, first="  - ")
        sent = f"{octets(missed.octets_missed)} of {octets(missed.octets)} sent"
        yield from wrapped(f"{sent}{_share(missed.octets_ratio)}", width, first="  - ")
    if missed.octets_unseen > missed.octets_missed:
        sent = f"{octets(missed.octets_unseen)} of {octets(missed.octets)} sent{_share(missed.octets_unseen_ratio)}"
        text = f"{sent}, with addresses that names it saw led to elsewhere"
        yield from wrapped(text, width, first="  - ")
    if missed.countries_missed:
        of = f"{len(missed.countries_missed)} of {counted(len(missed.countries), 'country', 'countries')}"
        text = f"{of} that an address could be in{_share(missed.countries_ratio)}: {', '.join(missed.countries_missed)}"
        yield from wrapped(text, width, first="  - ")
    if missed.unplaced_missed:
        text = (
            f"{counted(missed.unplaced_missed, 'endpoint')} missed could be in any country: the place is open"
        )
        yield from wrapped(text, width, first="  - ")


def _share(ratio: float | None) -> str:
    return "" if ratio is None else f" ({percent(ratio)})"


def _endpoints(
    title: str, rows: Sequence[Row], paths: dict[str, str], width: int, *, all_rows: bool
) -> Iterator[Line]:
    if not rows:
        return
    yield from wrapped(f"{title}: {len(rows):,}", width, first="  ")

    def lines(row: Row) -> Iterator[Line]:
        return _row_lines(row, paths, width)

    yield from first_of(rows, _SHOWN, lines, all_rows=all_rows, indent="    ")


def _row_lines(row: Row, paths: dict[str, str], width: int) -> Iterator[Line]:
    yield from wrapped(_endpoint(row), width, first="  - ", rest="    ")
    yield from wrapped(_about(row), width, first="    ", rest="      ")
    if row["claims_lost"]:
        path = paths.get(row["capture"], f"capture {row['capture']}")
        yield from look_lines(row["packet"], path, width, indent="    ")


def _endpoint(row: Row) -> str:
    """Name, and the socket to look at."""
    others = [address for address in row["server_ips"] if address != row["shown_ip"]]
    where = sockets_words([row["shown_ip"], *others], row["transport"], row["server_port"])
    return f"{row['name'] or _NO_NAME} {where}"


def _about(row: Row) -> str:
    lost = f"contradicts {', '.join(row['claims_lost'])}; " if row["claims_lost"] else ""
    any_country = "could be in any country" if row["unplaced"] else ""
    named = f"could be in {', '.join(row['candidates'])}" if row["candidates"] else ""
    where = f"{any_country}, by locators {', '.join(row['candidates'])}" if any_country and named else named
    return f"{lost}{where or any_country}; {octets(row['payload_octets_up'])} sent; in {few(row['cells'])}"


def _changed(beside: Counterfactual, width: int, *, all_rows: bool) -> Iterator[Line]:
    """Places and leads that are told otherwise; that none is, where other locators are heard."""

    def lines(text: str) -> list[Line]:
        return wrapped(text, width, first="  - ", rest="    ")

    moved = sorted(beside.places.iter_rows(named=True), key=_is_of_the_same_countries)
    places = _alike(moved, ("server_ip", "full_status", "full_candidates", "status", "candidates"))
    stood = sorted(beside.leads.iter_rows(named=True), key=_is_no_witness)
    leads = _alike(stood, ("claim", *_SOCKET, "full_standing", "standing"))
    for title, none, texts in (
        ("Addresses that it places otherwise", "It places every address as the full test does.", map(_place, places)),
        ("Endpoints that stand otherwise to a claim", "Every endpoint that it saw stands to every claim as in the full test.", map(_lead, leads)),
    ):  # fmt: skip
        every = list(texts)
        if every:
            yield from wrapped(f"{title}: {len(every):,}", width, first="  ")
        elif beside.test.databases is not None:
            yield from wrapped(none, width, first="  ")
        yield from first_of(every, _SHOWN, lines, all_rows=all_rows, indent="    ")


_SOCKET = ("server_ip", "transport", "server_port")


def _is_of_the_same_countries(row: Row) -> bool:
    return bool(row["full_candidates"] == row["candidates"])


def _is_no_witness(row: Row) -> bool:
    return "witness" not in {row["full_standing"], row["standing"]}


def _alike(rows: Iterable[Row], same: Iterable[str]) -> list[list[Row]]:
    """Rows that say the same, together: one line for every cell that they were seen in."""
    found: dict[Hashable, list[Row]] = {}
    columns = tuple(same)
    for row in rows:
        found.setdefault(str([row[name] for name in columns]), []).append(row)
    return list(found.values())


def _place(rows: Sequence[Row]) -> str:
    first = rows[0]
    names = list(dict.fromkeys(name for row in rows for name in row["names"]))
    before = _located(first["full_candidates"], first["full_status"])
    after = _located(first["candidates"], first["status"])
    cells = dict.fromkeys(row["vantage"].partition("/")[0] for row in rows)
    return f"{few(names, most=2) or _NO_NAME} {first['server_ip']}: in full {before}, here {after}; in {few(list(cells))}"


def _located(candidates: Sequence[str], status: str) -> str:
    return f"{' or '.join(candidates)} {status}".lstrip()


def _lead(rows: Sequence[Row]) -> str:
    first = rows[0]
    where = f"{first['name'] or _NO_NAME} {socket(*(first[name] for name in _SOCKET))}"
    before, after = (first[name] or _CLEAR for name in ("full_standing", "standing"))
    cells = dict.fromkeys(row["cell"] for row in rows)
    why = first["reason"] or first["full_reason"] or ""
    return f"{first['claim']}: {where}: in full {before}, here {after}; in {few(list(cells))}. {why}".rstrip()
