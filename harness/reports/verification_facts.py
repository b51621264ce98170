"""What reports look up in a Verification: leads and contacts by number, with place, law, time and file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from harness.model.scenario import CaptureFile, VantagePoint
from harness.model.verdicts import Judgement, Verdict
from harness.reports.places import law_words, located_words, region_words, service_words
from harness.reports.units import moment
from harness.tables.verification import Verification

_ENDPOINT = ("vantage", "server_ip", "transport", "server_port")
_NO_PLACE = dict.fromkeys(
    ("status", "country", "cloud", "cloud_region", "asn", "as_org", "registered_country", "operator_country")
) | {"candidates": [], "located": [], "anycast": False}
_NO_CLASS = dict.fromkeys(
    ("category", "operator", "control_country", "hosting_operator", "hosting_control_country")
)


@dataclass(frozen=True)
class Facts:
    """A Verification with its rows by key; made once for each report."""

    verification: Verification

    @property
    def narrowed(self) -> bool:
        """Whether a narrower test was asked about."""
        return self.verification.beside is not None

    @cached_property
    def unmet_of_all(self) -> tuple[str, ...]:
        """What is unmet for every claim alike, or for none that was judged: told once."""
        claims = {rolled.claim for rolled in self.verification.chosen}
        found: dict[str, set[str]] = {}
        for unmet in self.verification.unmet:
            found.setdefault(unmet.text, set()).add(unmet.claim)
        return tuple(text for text, of in found.items() if len(of) > 1 or not of <= claims)

    def judgements(self) -> pl.DataFrame:
        """JUDGEMENTS rows of the cells asked for; of all cells, those out of every claim's scope included, in the full test."""
        if not self.narrowed:
            return self.verification.judgements
        wanted = [(rolled.claim, cell) for rolled in self.verification.chosen for cell in rolled.cells]
        keys = pl.DataFrame(wanted, schema={"claim": pl.String, "cell": pl.String}, orient="row")
        return self.verification.judgements.join(
            keys, on=["claim", "cell"], how="semi", maintain_order="left"
        )

    def findings(self) -> list[dict[str, Any]]:
        """FINDINGS rows, open ones first; of a narrower test only what its cells show of them."""
        rows = list(self.verification.findings.iter_rows(named=True))
        if self.narrowed:
            chosen = {lead for rolled in self.verification.chosen for lead in rolled.as_tested.witnesses}
            rows = [row | {"leads": [lead for lead in row["leads"] if lead in chosen]} for row in rows]
            rows = [row for row in rows if row["leads"]]
        return sorted(rows, key=lambda row: row["status"] != "open")

    @cached_property
    def leads(self) -> dict[int, dict[str, Any]]:
        """By ``lead_id``."""
        return {row["lead_id"]: row for row in self.verification.leads.iter_rows(named=True)}

    @cached_property
    def _contacts(self) -> dict[int, dict[str, Any]]:
        return {row["contact_id"]: row for row in self.verification.contacts.iter_rows(named=True)}

    @cached_property
    def _places(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {
            (row["vantage"], row["server_ip"]): row for row in self.verification.places.iter_rows(named=True)
        }

    @cached_property
    def _classes(self) -> dict[tuple[Any, ...], dict[str, Any]]:
        rows = self.verification.classes.iter_rows(named=True)
        return {tuple(row[column] for column in _ENDPOINT): row for row in rows}

    @cached_property
    def _paths(self) -> dict[tuple[str, str], str]:
        """By capture and vantage: one file may be listed in two cells."""
        columns = self.verification.captures.select("capture", "vantage", "path")
        return {(capture, vantage): path for capture, vantage, path in columns.iter_rows()}

    @cached_property
    def _any_path(self) -> dict[str, str]:
        return dict(self.verification.captures.select("capture", "path").iter_rows())

    @cached_property
    def points(self) -> dict[str, VantagePoint]:
        """Vantage points of the scenario by id."""
        return {point.id: point for point in self.verification.scenario.vantage_points}

    @cached_property
    def _files(self) -> dict[tuple[str, str], tuple[CaptureFile, ...]]:
        """Listed files by cell and vantage point."""
        found: dict[tuple[str, str], tuple[CaptureFile, ...]] = {}
        for cell in self.verification.scenario.cells:
            for file in cell.captures:
                key = (cell.id, file.vantage_point)
                found[key] = (*found.get(key, ()), file)
        return found

    def path(self, capture: str, vantage: str | None = None) -> str:
        """Path of a capture as it was read; its key where the table does not hold it."""
        by_vantage = self._paths.get((capture, vantage)) if vantage is not None else None
        return by_vantage or self._any_path.get(capture, f"capture {capture}")

    def contact(self, number: int) -> Contact:
        """A contact by its number, with what is known of its endpoint."""
        row = self._contacts[number]
        vantage = f"{row['cell']}/{row['vantage_point']}"
        key = (vantage, row["server_ip"], row["transport"], row["server_port"])
        place = self._places.get((vantage, row["server_ip"]), _NO_PLACE)
        return Contact(self, row, _NO_CLASS | place | self._classes.get(key, {}) | row)

    def offset_ns(self, cell: str, point: str, path: str) -> int:
        """What the scenario says must be added to a capture's times; 0 where it is not that file."""
        files = self._files.get((cell, point), ())
        named = [file for file in files if f"/{path}".endswith("/" + file.path.removeprefix("./"))]
        meant = max(named, key=lambda file: len(file.path), default=None)  # of a.pcap and b/a.pcap the longer
        return 0 if meant is None else meant.clock_offset_ns


@dataclass(frozen=True)
class Contact:
    """One contact and what is known of its endpoint."""

    facts: Facts
    row: dict[str, Any]
    """Of CONTACTS."""
    _known: dict[str, Any]
    """The same with the columns of PLACES and CLASSES."""

    def place(self) -> str:
        """Location only: country, status and each source's answer."""
        votes = ", ".join(f"{vote['source']} {vote['country']}" for vote in self._known["located"] or ())
        region = region_words(self._known)
        answers = "; ".join(part for part in (votes and f"answers: {votes}", region) if part)
        return f"located: {located_words(self._known)} ({answers or 'no source answers'})"

    def law(self) -> str:
        """Operator, and the countries that are no places."""
        known = self._known
        system = (
            f"AS{known['asn']} {known['as_org'] or ''}".strip()
            if known["asn"] is not None
            else "AS not known"
        )
        host = f"hosted by {known['hosting_operator']}" if known["hosting_operator"] else ""
        parts = (service_words(known), host, system, *law_words(known))
        return f"not location: {'; '.join(part for part in parts if part)}"

    def path(self) -> str:
        """File that holds the packet to look at."""
        return self.facts.path(self.row["capture"], f"{self.row['cell']}/{self.row['vantage_point']}")

    def vantage_point(self) -> str:
        """Id, tap, and from where it reaches the internet."""
        id_ = self.row["vantage_point"]
        point = self.facts.points.get(id_)
        return f"{id_} ({point.tap.value}, {point.region}, {point.egress})" if point else str(id_)

    def time(self) -> str:
        """Of the packet to look at, by the capture's clock; the true time where the clock was off."""
        row = self.row
        clock_ns = row["first_ns"] if row["data_ns"] is None else row["data_ns"]
        offset_ns = self.facts.offset_ns(row["cell"], row["vantage_point"], self.path())
        if not offset_ns:
            return moment(clock_ns)
        return f"{moment(clock_ns)} by the capture's clock, truly {moment(clock_ns + offset_ns)}"


def judgement_of(row: dict[str, Any]) -> Judgement:
    """A JUDGEMENTS row as the judgement that it tells."""
    return Judgement(
        claim=row["claim"],
        cell=row["cell"],
        verdict=Verdict[row["verdict"]],
        witnesses=tuple(row["witnesses"]),
        blind_spots=tuple(row["blind_spots"]),
        coverage_ratio=row["coverage_ratio"],
        floor_ratio=row["floor_ratio"],
        under_interference=row["under_interference"],
    )
