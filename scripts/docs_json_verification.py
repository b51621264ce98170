"""docs/json.md, second part: the document of ``harness verify``."""

from __future__ import annotations

from dataclasses import fields

from harness.model.claims import Claim
from harness.model.selectors import EndpointSelector
from harness.tables.attributions import ATTRIBUTIONS
from harness.tables.blind_spots import BLIND_SPOTS
from harness.tables.contacts import CONTACTS
from harness.tables.contrasts import CONTRAST_ENDPOINTS, CONTRASTS
from harness.tables.counterfactuals import CHANGED_LEADS, CHANGED_PLACES, COMPARED_ENDPOINTS
from harness.tables.coverage import COVERAGE
from harness.tables.documents import (
    BESIDE_TABLES,
    CONTRAST_TABLES,
    FULL_TABLES,
    SCHEMA_OF_VERIFICATION,
    SCHEMA_VERSION,
    VERIFICATION_TABLES,
)
from harness.tables.judgements import FINDINGS, JUDGEMENTS
from harness.tables.leads import LEADS
from harness.tables.liveness import LIVENESS, STEP_EVIDENCE
from harness.tables.matrix import MATRIX
from harness.tables.verification import Difference, RollUp, Unmet
from scripts.docs_json import DECLARED, object_table, table_section

ADDED = {
    table.name: table
    for table in (
        ATTRIBUTIONS, CONTACTS, LEADS, LIVENESS, STEP_EVIDENCE, COVERAGE, BLIND_SPOTS, JUDGEMENTS, MATRIX,
        FINDINGS, CONTRASTS, CONTRAST_ENDPOINTS, COMPARED_ENDPOINTS, CHANGED_PLACES, CHANGED_LEADS,
    )
}  # fmt: skip
"""Tables that only this document has."""

HEAD = f"""
# Verification document

`harness verify --json FILE` writes one JSON object of the same form, with the members below in this order.
`schema_version` is {SCHEMA_VERSION}, and is raised for itself. `vantage` is cell and vantage point here, with a slash
between them. Numbers such as `lead_id` and `blind_spot_id` hold within one scenario of one document.

"""
MEMBERS = {
    "schema": ("string", f"Always `{SCHEMA_OF_VERIFICATION}`."),
    "schema_version": ("integer", f"Version of this form: {SCHEMA_VERSION}."),
    "kind": ("string", "Always `verification`."),
    "tool": ("object", "`name` and `version` of the program that wrote it."),
    "only": (
        "array of string",
        "The choice of cells as given by `--only`; empty: all cells. Expectations are not applied to a narrower test.",
    ),
    "standing_limits": ("array of string", "True of every verdict; never blocking."),
    "scenarios": ("array of VerifiedScenario", "One for each scenario file, in order."),
}
SCENARIO = {
    "scenario": (
        "object",
        (
            "The scenario file as it was read (docs/scenarios.md): `id`, `title`, `path` as given, `sha256` of the file, `subject` "
            "with its ways out, devices, vantage points, cells with captures and steps, `expect` ... Never what was planted."
        ),
    ),
    "made_by": ("array of string", "Makers that captures name as having made them up; empty: none says so."),
    "claims": ("array of Claim", "In order of the scenario."),
    "cells": (
        "array of object",
        "`id`, `role`, `run` (whether it lists captures), `interference`, and every variable of `--only` under its name there.",
    ),
    "roll_ups": ("array of RollUp", "One for each claim, over the cells asked for."),
    "us_only": (
        "array of RollUp",
        "One for each claim over the cells whose egress region is US, where there are others; else empty.",
    ),
    "unmet": ("array of Unmet", "Expectations of the scenario that the run does not bear out."),
    "errors": ("array of string", "Captures missing, altered or unreadable; every verdict of their cells is ERROR."),
    **{
        name: ("array of object", f"Rows of [`{name}`](#{name}).") for name in VERIFICATION_TABLES
    },
    "data_sources": ("array of DataSource", "Reference data that places rest on."),
    "catalogue_sha256": ("string", "Digest of the rules that classes rest on."),
    "matched_rules": ("array of MatchedRule", "The rules that `classes` name, by id: why each is believed."),
    "notes": ("array of string", "What the reader must know: overlapping captures, duplicates, damage."),
}  # fmt: skip
CONTRAST = {name: ("array of object", f"Rows of [`{name}`](#{name}).") for name in CONTRAST_TABLES}
BESIDE = {
    "narrower": (
        "object",
        "What the test has: `only` (variable to values), `without` (vantage points), `databases` (locators; null: all).",
    ),
    "full_roll_ups": ("array of RollUp", "One for each claim, over all cells of the full test."),
    "full_errors": ("array of string", "As `errors`, of the full test."),
    "missed": ("Missed", "How much of the full test it does not have."),
    **{name: ("array of object", f"Rows of [`{name}`](#{name}).") for name in BESIDE_TABLES},
    **{
        f"full_{name}": ("array of object", f"Rows of [`{name}`](#{name}) of the full test.")
        for name in FULL_TABLES
    },
}
MISSED = {
    "endpoints": ("integer", "That the subject contacted in the full test: by name, else address, with transport and port."),
    "endpoints_missed": ("integer", "Those of them that the narrower test did not see contacted."),
    "octets": ("integer", "Of payload sent to all of them."),
    "octets_missed": ("integer", "Sent to those missed."),
    "octets_unseen": (
        "integer",
        "Sent to addresses that it did not see contacted: those of endpoints missed, and those that names it saw led to elsewhere.",
    ),
    "countries": ("array of string", "That an address of any could be in; never a registered country."),
    "countries_missed": ("array of string", "Those that no address could be in that it saw contacted."),
    "unplaced_missed": ("integer", "Endpoints missed with an address whose place is open: it could be in any country."),
    "endpoints_ratio": ("number or null", "Share missed, 0..1; null: there are none."),
    "octets_ratio": ("number or null", "Likewise, of `octets_missed`."),
    "octets_unseen_ratio": ("number or null", "Likewise, of `octets_unseen`."),
    "countries_ratio": ("number or null", "Likewise."),
}  # fmt: skip
CLAIM = {
    "id": ("string", "Public: never renamed."),
    "kind": ("string", "`location`, `silence`, `control`, `name` or `content`."),
    "text": ("string", "As the vendor says it, or as tested."),
    "source": ("string or null", "Where it is said; null: not stated."),
    "countries": ("array of string", "Location, control: ISO 3166-1 alpha-2 codes, sorted; groups are taken apart."),
    "group": ("string or null", "Named group that the countries come from; null: they were listed."),
    "level": ("string", "Contact that refutes: `attempted`, `connected`, `handshake` or `data`."),
    "attribution": ("string", "Weakest attribution that refutes: `tap`, `device`, `difference`, `join` or `uid`."),
    "floor_ratio": ("number", "Least coverage for PASS, 0..1."),
    "scope": ("object", "What it is asserted for; an empty array means any value."),
    "permitted_services": ("array of string", "Silence: what may be sent all the same."),
    "permitted_hosts": ("array of string", "Silence: hosts that may be contacted, with everything below them."),
    "about": ("array of Selector", "Name: endpoints that the claim speaks of; empty: all."),
    "only": ("array of Selector", "Name: endpoints allowed; content: those that may be sent the data."),
    "never": ("array of Selector", "Name: endpoints forbidden."),
    "data": ("array of string", "Content: ids of planted values that the claim is about."),
    "line": ("integer", "In the scenario file."),
}  # fmt: skip
SELECTOR = {
    "hosts": ("array of string", "Exact names."),
    "suffixes": ("array of string", "Names, each with everything below it."),
    "cidrs": ("array of string", "Prefixes."),
    "operators": ("array of string", "Who runs the service, as the catalogue spells it."),
    "categories": ("array of string", "What the service is for, by the catalogue."),
    "rules": ("array of string", "Ids of service rules."),
    "given_resolvers": ("boolean", "Resolvers that the access network gave, on the ports of DNS."),
    "except_operators": (
        "array of string",
        "Operators whose endpoints are not taken, whatever else names them.",
    ),
    "ports": ("array of integer", "Server ports; empty: any."),
    "transports": ("array of string", "`tcp`, `udp`; empty: any."),
}
ROLL_UP = {
    "claim": ("string", "Id of the claim."),
    "selection": ("string", "Cells chosen, in words: `all cells`, `egress.region=US`."),
    "sentence": (
        "string",
        "What the evidence supports and no more; nothing that was not tested stands before `not tested:` (docs/verdicts.md).",
    ),
    "cells": ("array of string", "Test cells of the choice in the claim's scope."),
    "tested": ("array of string", "Those of them that were run."),
    "as_tested": ("Judgement", "Worst over the cells that were run."),
    "as_asserted": ("Judgement", "Over everything that the claim is asserted for."),
    "sessions": ("integer", "Sessions that were run."),
    "bound": (
        "number or null",
        "95 % upper bound of the share of sessions with a witness; null: sessions are not independent, or show one.",
    ),
    "differences": ("array of Difference", "Against all other test cells that were run."),
}
JUDGEMENT = {
    "verdict": ("string", "`NONE`, `PASS`, `INCONCLUSIVE`, `FAIL` or `ERROR`."),
    "under_interference": (
        "boolean",
        "All witnesses were seen while the harness or rig changed what the product does.",
    ),
    "witnesses": ("array of integer", "`lead_id` of what contradicts the claim."),
    "blind_spots": ("array of integer", "`blind_spot_id` of what blocks PASS, also beside FAIL."),
    "coverage_ratio": ("number or null", "0..1; null: cannot be computed, which is not 0."),
    "floor_ratio": ("number", "Least coverage for PASS."),
}
DIFFERENCE = {
    "variable": ("string", "As in `--only`."),
    "here": ("array of string", "Values in the cells of the roll-up, sorted."),
    "there": ("array of string", "Values in all other test cells that were run, sorted."),
}
UNMET = {
    "claim": ("string", "Id of the claim."),
    "text": ("string", "What was expected and what was found; one sentence."),
}
OBJECTS = {
    "VerifiedScenario": SCENARIO,
    "Claim": CLAIM,
    "Selector": SELECTOR,
    "RollUp": ROLL_UP,
    "Judgement": JUDGEMENT,
    "Difference": DIFFERENCE,
    "Unmet": UNMET,
    "Missed": MISSED,
}
_MODELS = {
    "Claim": Claim,
    "Selector": EndpointSelector,
    "RollUp": RollUp,
    "Difference": Difference,
    "Unmet": Unmet,
}


def verification_section() -> str:
    """Write the second part of docs/json.md as text.

    Raises:
        KeyError: A model's fields or the document's tables and their descriptions here differ.
    """
    for name, model in _MODELS.items():
        if stray := {field.name for field in fields(model)} ^ set(OBJECTS[name]):
            raise KeyError(f"{name} and its description differ: {sorted(stray)}")
    if stray := set(VERIFICATION_TABLES) - set(DECLARED) - set(ADDED):
        raise KeyError(f"tables without a declaration: {sorted(stray)}")
    lines = list(object_table(MEMBERS))
    for name, described in OBJECTS.items():
        lines += [f"\n## {name}\n", *object_table(described)]
        if described is SCENARIO:
            lines += [
                "\nWhere a cell has interference it has these behind `findings`:\n",
                *object_table(CONTRAST),
            ]
            lines += [
                "\nOf a narrower test it goes on with these, and the members above are those of the narrower test:\n"
            ]
            lines += object_table(BESIDE)
    for name, table in ADDED.items():
        lines += table_section(name, table)
    return HEAD + "\n".join(lines) + "\n"
