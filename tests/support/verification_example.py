"""A small hand-written Verification for report tests.

One claim FAILs in three of five tested cells, PASSes from the US and is INCONCLUSIVE in one; one
finding is not seen since, one was seen under interference only; a second claim is INCONCLUSIVE.
Texts that come from outside hold ESC, direction marks and line breaks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from harness.model.matched_rules import MatchedRule
from harness.model.rules import Category, Confidence, Kind
from harness.model.sources import DataSource
from harness.model.verdicts import Judgement, Verdict
from harness.tables.attributions import ATTRIBUTIONS
from harness.tables.blind_spots import BLIND_SPOTS
from harness.tables.captures import CAPTURES
from harness.tables.classes import CLASSES
from harness.tables.contacts import CONTACTS
from harness.tables.contrasts import CONTRAST_ENDPOINTS, CONTRASTS
from harness.tables.coverage import COVERAGE
from harness.tables.distances import DISTANCES
from harness.tables.endpoints import ENDPOINTS
from harness.tables.flows import FLOWS
from harness.tables.judgements import FINDINGS, JUDGEMENTS
from harness.tables.leads import LEADS
from harness.tables.liveness import LIVENESS, STEP_EVIDENCE
from harness.tables.matrix import MATRIX
from harness.tables.names import NAMES
from harness.tables.obscured import OBSCURED
from harness.tables.places import PLACES
from harness.tables.schema import Table, conform
from harness.tables.traits import TRAITS
from harness.tables.verification import Difference, RollUp, Unmet, Verification
from tests.support import contrast_example
from tests.support import verification_rows as written
from tests.support.beside_example import beside
from tests.support.verification_matrix import matrix
from tests.support.verification_scenario import ESC, scenario

_CLAIMS = ("no-data-to-cn", "local-mode-silent")


def example() -> Verification:
    """The example that the golden reports are made from."""
    return Verification(
        scenario=scenario(),
        captures=frame(CAPTURES, written.captures()),
        flows=frame(FLOWS, []),
        names=frame(NAMES, []),
        endpoints=frame(ENDPOINTS, []),
        places=frame(PLACES, written.places()),
        distances=frame(DISTANCES, []),
        classes=frame(CLASSES, written.classes()),
        traits=frame(TRAITS, []),
        obscured=frame(OBSCURED, []),
        attributions=frame(ATTRIBUTIONS, []),
        contacts=frame(CONTACTS, written.contacts()),
        leads=frame(LEADS, written.leads()),
        liveness=frame(LIVENESS, written.liveness()),
        step_evidence=frame(STEP_EVIDENCE, written.step_evidence()),
        coverage=frame(COVERAGE, written.coverage()),
        blind_spots=frame(BLIND_SPOTS, written.blind_spots()),
        judgements=frame(JUDGEMENTS, written.judgements()),
        matrix=frame(MATRIX, matrix()),
        findings=frame(FINDINGS, written.findings()),
        chosen=_chosen(),
        compared=_compared(),
        unmet=(
            Unmet(
                claim="no-data-to-cn",
                text="The finding no-data-to-cn/crash.skylark.example was not expected.",
            ),
            *(Unmet(claim=claim, text="The accepted limit late_start expired.") for claim in _CLAIMS),
        ),
        errors=(),
        notes=(f"Overlapping captures{ESC} of sg-v1/singapore.",),
        data_sources=(_source(),),
        catalogue_sha256="c" * 64,
        matched_rules=(_rule(),),
        made_by=(f"harness forge 0.1.0{ESC}",),
        contrasts=frame(CONTRASTS, contrast_example.alone()),
        contrast_endpoints=frame(CONTRAST_ENDPOINTS, []),
    )


def narrowed() -> Verification:
    """The example asked about its cells in Brazil alone: two hosts of three that contradict its claim are seen there."""
    base = example()
    located, silent = base.chosen
    brazil = replace(
        located,
        selection="egress.region=BR",
        sentence="In BR, Skylark app 1.0 sent application data to 2 endpoints located in CN; not tested: US.",
        cells=("br-v1",),
        tested=("br-v1",),
        as_tested=_judgement("no-data-to-cn", Verdict.FAIL, witnesses=(0, 1)),
        as_asserted=_judgement("no-data-to-cn", Verdict.FAIL, witnesses=(0, 1), blind_spots=(4,)),
    )
    nothing = _judgement("local-mode-silent", Verdict.NONE)
    none = replace(
        silent,
        selection="egress.region=BR",
        sentence="Nothing was tested: no session asked about lies in what the claim is asserted for.",
        cells=(),
        tested=(),
        as_tested=nothing,
        as_asserted=nothing,
        bound=None,
    )
    return replace(base, chosen=(brazil, none), compared=(), beside=beside(base))


def hostile(text: str) -> Verification:
    """The example with ``text`` in every place that input from outside can reach."""
    stored = text.encode("utf-8", "backslashreplace").decode("utf-8")
    base = contrast_example.contrasted(example(), {"name": stored, "seen_in": "only_under"})
    put = {
        "captures": ("path", "problem"),
        "contacts": ("name", "reason"),
        "leads": ("reason", "finding"),
        "findings": ("why", "finding"),
        "places": ("as_org", "cloud", "cloud_region"),
        "classes": ("operator", "hosting_operator", "category"),
        "blind_spots": ("detail", "remedy", "accepted"),
        "liveness": ("step",),
        "step_evidence": ("wanted", "found"),
    }
    frames = {
        table: getattr(base, table).with_columns(pl.lit(stored).alias(column) for column in columns)
        for table, columns in put.items()
    }
    return replace(
        base,
        **frames,
        scenario=_hostile_scenario(base, text),
        unmet=(Unmet(claim="no-data-to-cn", text=text),),
        errors=(text,),
        notes=(text,),
        made_by=(text,),
        matched_rules=tuple(
            replace(rule, operator=text, reasoning=text, sources=(text,)) for rule in base.matched_rules
        ),
        chosen=tuple(replace(one, sentence=text) for one in base.chosen),
        compared=tuple(replace(one, sentence=text) for one in base.compared),
    )


def _hostile_scenario(base: Verification, text: str) -> Any:
    known = base.scenario
    return replace(
        known,
        title=text,
        path=text,
        subject=replace(known.subject, vendor=text, product=text),
        cells=tuple(replace(cell, settings=text, bearer=text, consent=text) for cell in known.cells),
        claims=tuple(replace(claim, text=text, source=text) for claim in known.claims),
        accepted_limits=tuple(replace(limit, reason=text) for limit in known.accepted_limits),
    )


def frame(table: Table, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """A frame of a table; what a row does not give is null, or nothing where null is forbidden."""
    blank = {name: None if column.null else _nothing(column.dtype) for name, column in table.columns.items()}
    return conform(pl.DataFrame([blank | row for row in rows], schema=table.schema, orient="row"), table)


def _nothing(dtype: Any) -> Any:
    if isinstance(dtype, pl.List):
        return []
    return {pl.Boolean: False, pl.String: ""}.get(dtype, 0)


def _judgement(claim: str, verdict: Verdict, **given: Any) -> Judgement:
    return Judgement(claim=claim, cell=None, verdict=verdict, **given)


def _chosen() -> tuple[RollUp, ...]:
    located, silent = _CLAIMS
    witnesses, blind = (0, 1, 2, 3, 5), (0, 1, 2, 3)
    return (
        RollUp(
            claim=located,
            selection="all cells",
            cells=("us-v1", "br-v1", "sg-v1", "sg-v1.1", "de-v1", "jp-v1"),
            tested=("us-v1", "br-v1", "sg-v1", "sg-v1.1", "de-v1"),
            as_tested=_judgement(located, Verdict.FAIL, witnesses=witnesses, blind_spots=blind),
            as_asserted=_judgement(located, Verdict.FAIL, witnesses=witnesses, blind_spots=(*blind, 4, 5)),
            sessions=5,
            bound=None,
            differences=(),
            sentence=(
                f"In BR and SG, Skylark{ESC} app 1.0 and 1.1 sent application data to 3 endpoints located in CN [settings "
                "default]: log.skylark.example (packet 1001 of br-v1.pcapng); not tested: any other egress region."
            ),
        ),
        RollUp(
            claim=silent,
            selection="all cells",
            cells=("de-v1",),
            tested=("de-v1",),
            as_tested=_judgement(silent, Verdict.INCONCLUSIVE, blind_spots=(0, 1, 6)),
            as_asserted=_judgement(silent, Verdict.INCONCLUSIVE, blind_spots=(0, 1, 6)),
            sessions=1,
            bound=0.95,
            differences=(),
            sentence="No application data was seen, but what could hide it was: loss unknown in de-v1; not tested: step idle.",
        ),
    )


def _compared() -> tuple[RollUp, ...]:
    located = "no-data-to-cn"
    passed = _judgement(located, Verdict.PASS, coverage_ratio=0.999_96, floor_ratio=0.99)
    return (
        RollUp(
            claim=located,
            selection="egress.region=US",
            cells=("us-v1",),
            tested=("us-v1",),
            as_tested=passed,
            as_asserted=_judgement(located, Verdict.INCONCLUSIVE, blind_spots=(4, 5)),
            sessions=1,
            bound=None,
            differences=(
                Difference(variable="egress.region", here=("US",), there=("BR", "DE", "SG")),
                Difference(variable="account.region", here=("US",), there=("BR", "DE", "SG")),
                Difference(
                    variable="settings", here=("default",), there=("default", f"local data{ESC}\nmode")
                ),
            ),
            sentence="In US (asserted worldwide, tested in 1 country), Skylark app 1.0 sent no application data; not tested: BR.",
        ),
    )


def _rule() -> MatchedRule:
    return MatchedRule(
        id="skylark-log",
        kind=Kind.SERVICE,
        category=Category.TELEMETRY,
        operator="Example Aero",
        control_country="CN",
        data_expected=("flight logs",),
        reasoning="The vendor names the host in its manual.",
        sources=("https://skylark.example/manual",),
        confidence=Confidence.DOCUMENTED,
        first_seen="2024",
        last_seen=None,
    )


def _source() -> DataSource:
    return DataSource(
        source="dbip-country",
        meaning="geolocated",
        lineage="dbip",
        version="2026.11",
        date="2026-11-01",
        date_basis="vendor_stated",
        licence="CC-BY-4.0",
        attribution="IP Geolocation by DB-IP (https://db-ip.com)",
        sha256="d" * 64,
    )
