"""The generated sections of docs/names.md: sources of names, protocols, their key words, and what hides them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from harness.model.blind_spots import BLIND_SPOTS, BlindSpotKind
from harness.model.claims import ClaimKind
from harness.model.name_sources import GRADES, HEARSAY
from harness.model.protocol_keys import PROTOCOL_KEYS
from harness.model.protocols import PORTS, TUNNELS, Protocol
from harness.model.words import NameSource
from harness.stages.endpoint_names import SUPPORT
from harness.stages.hiding import BITS
from scripts.docs_verdicts import member_docs
from scripts.sections import with_section

PAGE = Path(__file__).parents[1] / "docs" / "names.md"


def _plain(text: str) -> str:
    """A text of the code in Markdown, fit for a cell."""
    return text.replace("``", "`").replace("|", "\\|").replace("\n    ", " ")


def _table(*columns: str, rows: Iterator[tuple[str, ...]]) -> str:
    lines = [columns, tuple("---" for _ in columns), *rows]
    head, rule, *rest = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join((head, rule.replace(" ", ""), *rest))


def sources() -> str:
    """Every source with its rank and grade; those of one rank are equally firm."""
    docs = member_docs(NameSource)
    ranked = (*SUPPORT, *((source,) for source in HEARSAY))
    rows = (
        (str(rank), f"`{source.value}`", GRADES[source], _plain(docs[source.value]))
        for rank, beside in enumerate(ranked, 1)
        for source in beside
    )
    return _table("rank", "source", "best grade", "meaning", rows=rows)


def protocols() -> str:
    """Every protocol with the ports that suggest it."""
    docs = member_docs(Protocol)
    ports: dict[Protocol, list[str]] = {}
    for (transport, port), word in PORTS.items():
        ports.setdefault(word, []).append(f"{transport} {port}")
    rows = (
        (
            f"`{word.value}`",
            _plain(docs[word.value]),
            ", ".join(ports.get(word, ())),
            "yes" if word in TUNNELS else "",
        )
        for word in Protocol
    )
    return _table("protocol", "meaning", "suggested by port", "tunnel", rows=rows)


def keys() -> str:
    """Every key word."""
    return _table("key", "value", rows=((f"`{key}`", _plain(text)) for key, text in PROTOCOL_KEYS.items()))


def kinds() -> str:
    """Every kind that lies in flows."""
    docs = member_docs(BlindSpotKind)
    rows = ((f"`{kind.value}`", _plain(docs[kind.value]), _blinds(kind)) for kind in BITS)
    return _table("kind", "lies in a flow where", "blinds claims of kind", rows=rows)


def _blinds(kind: BlindSpotKind) -> str:
    blinds = BLIND_SPOTS[kind].blinds
    every = blinds == frozenset(ClaimKind)
    return "every kind" if every else ", ".join(one.value for one in ClaimKind if one in blinds)


def names_page() -> str:
    """docs/names.md with its generated sections as they are now."""
    page = PAGE.read_text(encoding="utf-8")
    for name, text in (
        ("sources", sources()),
        ("protocols", protocols()),
        ("keys", keys()),
        ("kinds", kinds()),
    ):
        page = with_section(page, name, text)
    return page
