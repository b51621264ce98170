"""Tables -> what of them is private and may stand in other texts too: own addresses, local names, identifiers, paths.

Blind spots: a short or common word (an app named `system`, a client id without digits) is replaced in its own column and not
looked for elsewhere, or it would garble sentences that mean something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from harness.model.privacy import PRIVATE_KEYS, Privacy
from harness.stages.redaction_forms import Forms, canonical, is_local_name
from harness.tables.parts import Frames
from harness.tables.schema import Column, Table

_HEARSAY: Final = ("ptr", "mdns", "llmnr", "capture_nrb", "hosts_file")
_PORT: Final = re.compile(r"\]?:\d+$")
_LEAST: Final = 8
"""Characters of an identifier that is looked for in other texts; planted values have six at least, by their form."""
_LEAST_DIGITS: Final = 4
"""And digits: region names of clouds have one or two."""
_LEAST_NOTE: Final = 12

Tables = Mapping[str, tuple[Table, Frames]]
"""By name; of one result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is private in one result."""

    own: frozenset[str] = frozenset()
    """Addresses on the internet that are the tester's own."""
    names: frozenset[str] = frozenset()
    """Host names, in lower case, that only local or own addresses have, by hearsay; or own addresses by DNS."""
    words: Mapping[str, str]
    """What is looked for in every text, and the kind of its pseudonym."""
    files: Mapping[str, str]
    """Paths with folders, and their last parts."""
    marks: tuple[tuple[str, str], ...] = ()
    """Words in lower case that are looked for where they stand alone, and the kind of their pseudonym."""


def own_addresses(tables: Tables, declared: Iterable[str]) -> frozenset[str]:
    """Addresses on the internet of our side.

    Where it is not known which side of a flow is ours, both are held for ours, unless one is known for the remote side.

    Args:
        tables: Of one result, endpoints among them.
        declared: Addresses and prefixes of devices as the user gave them; of a prefix its first address stands for it.
    """
    endpoints = _column_frame(tables["endpoints"], "clients", "server_ip", "remote_known")
    known, doubtful = endpoints.filter("remote_known"), endpoints.filter(~pl.col("remote_known"))
    remote = set(known["server_ip"])
    ours = set(_texts(known["clients"])) | set(declared) | (set(_texts(doubtful["clients"])) - remote)
    for name, column in (("contacts", "senders"), ("stations", "addresses")):
        if name in tables:
            ours |= set(_texts(_column_frame(tables[name], column)[column])) - set(endpoints["server_ip"])
    if "protocols" in tables:
        told = _column_frame(tables["protocols"], "key", "value").filter(pl.col("key").is_in(_OWN_KEYS))
        ours |= {_PORT.sub("", text).lstrip("[") for text in told["value"].drop_nulls()}
    return frozenset(found for text in ours if (found := canonical(text.partition("/")[0])) is not None)


_OWN_KEYS: Final = [key for key, kind in PRIVATE_KEYS.items() if kind is Privacy.ADDRESS]


def local_names(tables: Tables, forms: Forms) -> frozenset[str]:
    """Names of local hosts by hearsay, and of own addresses by whatever tells them; none that a remote address has too."""
    rows = _column_frame(tables["names"], "server_ip", "name", "source").unique()
    private: set[str] = set()
    public: set[str] = set()
    for address, name, source in rows.iter_rows():
        hidden = forms.address(address) != address
        hearsay = source in _HEARSAY
        if hidden and (hearsay or canonical(address) in forms.own):
            private.add(name)
        elif not hidden and not hearsay:
            public.add(name)
    return frozenset(private - public)


def words_of(tables: Tables, names: Iterable[str]) -> dict[str, str]:
    """Identifiers, notes and names that may be quoted elsewhere, each with its kind."""
    found = {name: "name" for name in names if len(name) >= _LEAST}
    for table, frames in tables.values():
        for column, kind in _private_columns(table):
            for text in _distinct(frames, column):
                found.update(_words(text, kind))
        if "key" in table.columns and "value" in table.columns:
            frame = _column_frame((table, frames), "key", "value").drop_nulls().unique()
            for key, value in frame.iter_rows():
                found.update(_words(value, PRIVATE_KEYS.get(key, Privacy.IDENTIFIER)))
    return found


def files_of(tables: Tables, further: Iterable[str]) -> dict[str, str]:
    """Paths with folders, and what is left of each."""
    texts = set(further)
    for table, frames in tables.values():
        for column, kind in _private_columns(table):
            if kind is Privacy.FILE:
                texts |= set(_distinct(frames, column))
    return {text: last for text in texts if (last := last_part(text)) not in ("", text)}


def last_part(path: str) -> str:
    """The last part of a path or address of a file, without what follows a question mark.

    >>> last_part("/srv/me/a.pcap"), last_part("s3://mine/b.pcap?key=1"), last_part("-"), last_part("flights/")
    ('a.pcap', 'b.pcap', '-', 'flights')
    """
    bare = path.partition("?")[0] if "://" in path else path
    return re.split(r"[/\\]", bare.rstrip("/\\"))[-1]


def _words(text: str, kind: Privacy) -> Iterator[tuple[str, str]]:
    if kind is Privacy.IDENTIFIER and _is_telling(text):
        yield text, "id"
    if kind is Privacy.NOTE and len(text) >= _LEAST_NOTE:
        yield text, "note"
    if kind in (Privacy.IDENTIFIER, Privacy.LEVELS):
        for part in re.split(r"[^A-Za-z0-9_-]+", text):
            if _is_telling(part):
                yield part, "id"


def _is_telling(text: str) -> bool:
    """Whether a text is long and odd enough to be looked for elsewhere."""
    return len(text) >= _LEAST and sum(character.isdigit() for character in text) >= _LEAST_DIGITS


def is_private_name(name: str, names: frozenset[str]) -> bool:
    """Whether a host name is told by its pseudonym alone."""
    return name.lower() in names or is_local_name(name)


def _private_columns(table: Table) -> Iterator[tuple[str, Privacy]]:
    for name, column in table.columns.items():
        if column.private in (Privacy.IDENTIFIER, Privacy.LEVELS, Privacy.NOTE, Privacy.FILE):
            yield name, _kind(column)


def _kind(column: Column) -> Privacy:
    return Privacy.PUBLIC if column.private is None else column.private


def _distinct(frames: Frames, column: str) -> list[str]:
    return sorted({text for frame in frames.frames([column]) for text in _texts(frame[column])})


def _texts(column: pl.Series) -> list[str]:
    """Distinct texts of a column of texts or of lists of them."""
    flat = column.explode() if isinstance(column.dtype, pl.List) else column
    return flat.drop_nulls().unique().to_list()


def _column_frame(pair: tuple[Table, Frames], *columns: str) -> pl.DataFrame:
    return pl.concat([frame.select(columns) for frame in pair[1].frames(columns)], rechunk=False)
