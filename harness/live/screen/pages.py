"""Pages that are opened over the table: one endpoint, all that stands above the table, and the keys."""

from __future__ import annotations

import ipaddress
import shlex
from collections.abc import Iterable, Iterator
from typing import Final

from harness.live.desk import MarkKind
from harness.live.screen.head import claim_lines, tap_lines
from harness.live.screen.rows import Order, socket_of
from harness.live.screen.view import Page, View
from harness.model.live import LiveEndpoint
from harness.reports.lines import EMPTY, Line, Style, heading, plain, wrapped
from harness.reports.text import head
from harness.reports.units import moment, number, octets

HELP: Final = (
    ("up down pgup pgdn", "move; the cursor keeps to its endpoint when the order changes"),
    ("home", "first row, and stay there whatever comes first"),
    ("end", "last row"),
    ("enter", "open the endpoint; again, or esc: close"),
    ("s", "mark a step, with the time of now: take-off, logged in"),
    ("n", "take down a note, with the time of now"),
    ("p or space", "hold the view still, or go on; capturing goes on in any case"),
    ("/", "list only endpoints that hold all of these words; nothing: all"),
    ("c", "sort by: " + "; ".join(Order)),
    ("i", "all of taps, claims, blind spots, steps and notes"),
    ("q", "stop capturing, after a question"),
    ("ctrl-c", "stop capturing, without a question"),
    ("?", "this page"),
)
"""Every key, and what it does; shown, and held against what the keys do by a test."""
_MARKS: Final = (
    "> is the cursor, * a new endpoint (10 s).",
    "age: since its last packet. up: from the product. Columns without room are left out; enter shows all.",
    "No line here says that a claim holds: what was not seen so far may come yet.",
)


def page(view: View, width: int) -> list[Line]:
    """Lines of the page that is open; of the table none."""
    if view.page is Page.ENDPOINT:
        return list(_endpoint_page(view, width))
    if view.page is Page.FACTS:
        return list(_facts(view, width))
    return list(_help(width)) if view.page is Page.HELP else []


def _help(width: int) -> Iterator[Line]:
    yield heading("Keys")
    room = max(len(key) for key, _ in HELP)
    for key, text in HELP:
        yield from wrapped(text, width, first=f"  {key:<{room}}  ", rest=" " * (room + 4))
    yield EMPTY
    for text in _MARKS:
        yield from wrapped(text, width)


def _facts(view: View, width: int) -> Iterator[Line]:
    picture = view.picture
    if picture is None:
        yield plain("nothing yet")
        return
    yield from _listed("What changes what is observed", picture.notes, width)
    yield from _listed("What failed beside capturing", view.troubles, width)
    yield heading("Taps")
    for tap in picture.taps:
        yield from tap_lines(view, tap, width)
    yield EMPTY
    yield heading("Claims so far")
    for claim in picture.claims:
        yield from wrapped(f"{claim.id}: {claim.text}", width, rest="  ")
        yield from claim_lines(claim, width)
        for witness in claim.witnesses:
            yield from wrapped(f"witness {witness}", width, first="  ", rest="    ")
    yield EMPTY
    yield from _listed("Blind spots", picture.blind_spots, width)
    yield heading("Steps and notes")
    for mark in view.marks:
        word = "step" if mark.kind is MarkKind.STEP else "note"
        yield from wrapped(f"{moment(mark.at_ns)} {word} {mark.text}", width, rest="  ")
    if not view.marks:
        yield from wrapped("none: s marks a step, n takes down a note", width)


def _listed(title: str, texts: Iterable[str], width: int) -> Iterator[Line]:
    texts = tuple(texts)
    if texts:
        yield heading(head(title, width))
        for text in texts:
            yield from wrapped(text, width, rest="  ")
        yield EMPTY


def _endpoint_page(view: View, width: int) -> Iterator[Line]:
    endpoint = next((row for row in _known(view) if row.key == view.chosen), None)
    if endpoint is None:
        yield from wrapped("this endpoint is not in the picture any more", width)
        return
    yield heading(head(endpoint.name or socket_of(endpoint), width))
    style = Style.BAD if endpoint.rank == 0 else Style.PLAIN
    for label, text in _described(endpoint):
        yield from wrapped(
            text,
            width,
            first=f"{label:<10}",
            rest=" " * 10,
            style=style if label == "concern" else Style.PLAIN,
        )
    for text in endpoint.details:
        yield from wrapped(text, width, first="- ")
    yield EMPTY
    yield heading("Look at it")
    yield from wrapped(f"{endpoint.capture}, packet {number(endpoint.packet)}", width, rest="  ")
    if (wireshark := wireshark_filter(endpoint)) is not None:
        yield from wrapped(f"Wireshark: {wireshark}", width, rest="  ")
        quoted = shlex.quote(endpoint.capture)
        yield from wrapped(f"tshark -r {quoted} -Y 'frame.number == {endpoint.packet}' -V", width, rest="  ")


def _known(view: View) -> tuple[LiveEndpoint, ...]:
    return view.picture.endpoints if view.picture else ()


def _described(endpoint: LiveEndpoint) -> Iterator[tuple[str, str]]:
    """Labels and what stands behind them, of what every endpoint has."""
    yield "address", socket_of(endpoint)
    yield "name", endpoint.name or "none seen"
    yield (
        "concern",
        endpoint.concern or ("ours: only the harness speaks with it" if endpoint.ours else "none"),
    )
    yield "place", endpoint.located
    yield "whose", endpoint.whose
    yield "seen at", endpoint.vantage
    up, down = octets(endpoint.octets_up), octets(endpoint.octets_down)
    yield "octets", f"{up} up, {down} down, in {number(endpoint.packets)} packets"
    yield "time", f"{moment(endpoint.first_ns)} to {moment(endpoint.last_ns)}"


def wireshark_filter(endpoint: LiveEndpoint) -> str | None:
    """Display filter that keeps packets of an endpoint (wireshark-filter(4)); None where its address is none.

    Blind spots: what a tunnel wraps has other addresses outside; the filter meets both.
    """
    try:
        address = ipaddress.ip_address(endpoint.address.partition("%")[0])
    except ValueError:
        return None
    words = [f"{'ip' if address.version == 4 else 'ipv6'}.addr == {address}"]
    if endpoint.port is not None and endpoint.transport in {"tcp", "udp", "sctp"}:
        words.append(f"{endpoint.transport}.port == {endpoint.port}")
    return " && ".join(words)
