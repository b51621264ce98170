"""Parts of a SARIF log: rules, messages, artifacts and locations (OASIS SARIF 2.1.0, sections 3.11, 3.24, 3.28 and 3.49)."""

from __future__ import annotations

import hashlib
import re
from typing import Any
from urllib.parse import quote

import polars as pl

from harness.model.claims import Claim
from harness.model.scenario import Scenario
from harness.reports.text import shown
from harness.reports.verification_words import percent, refuting_words, scope_words

_ROOT = "%SRCROOT%"
"""What code scanning takes for the root of the repository."""
_MOST_MESSAGE = 16_000
"""Characters of a message; long lists of witnesses end there, and all of them are related locations."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_MARKS = re.compile(r"[\\\[\]]")


def message(text: str) -> dict[str, str]:
    r"""A message in plain text that nothing in it can turn into a link or placeholder.

    >>> message("a[b](c) {0}")
    {'text': 'a\\[b\\](c) {{0}}'}
    """
    lines = "\n".join(shown(line) for line in text.split("\n"))
    if len(lines) > _MOST_MESSAGE:
        lines = lines[:_MOST_MESSAGE] + " ..."
    escaped = _MARKS.sub(lambda mark: "\\" + mark[0], lines)
    return {"text": escaped.replace("{", "{{").replace("}", "}}") or "-"}


def notification(level: str, text: str) -> dict[str, Any]:
    """What the run itself has to tell."""
    return {"level": level, "message": message(text)}


def fingerprints(kind: str, identity: str) -> dict[str, str]:
    """The identity itself, and the digest that code scanning goes by.

    It knows no other kind, and without one takes all that stand on one line for the same.
    """
    digest = hashlib.sha256(f"{kind}:{identity}".encode()).hexdigest()[:16]
    return {kind: shown(identity), "primaryLocationLineHash": f"{digest}:1"}


def rule_of_claim(claim: Claim) -> dict[str, Any]:
    """The claim, what contradicts it, and what PASS needs."""
    countries = (
        f" Countries: {', '.join(claim.countries)}{f' ({claim.group})' if claim.group else ''}."
        if claim.countries
        else ""
    )
    about = (
        f"Kind: {claim.kind.value}.{countries} Asserted for: {scope_words(claim.scope)}. "
        f"Said in: {claim.source or 'no source is stated'}."
    )
    needs = (
        f"Contradicted by {refuting_words(claim)}. PASS needs coverage of at least {percent(claim.floor_ratio)} and nothing open that "
        "could hide a witness; without a witness and without that it is INCONCLUSIVE, which is no weak PASS."
    )
    return {
        "id": claim.id,
        "shortDescription": message(claim.text),
        "fullDescription": message(about),
        "help": message(f"{about}\n{needs}"),
        "defaultConfiguration": {"level": "error"},
        "properties": {"kind": claim.kind.value, "countries": list(claim.countries)},
    }


def rule_of_country(country: str) -> dict[str, Any]:
    """A country asked about by ``harness analyze``."""
    text = f"Was {country} contacted?"
    told = "None seen says only that nothing that was read was located there; registration and operator are no location."
    return {
        "id": country,
        "shortDescription": message(text),
        "help": message(f"{text} {told}"),
        "defaultConfiguration": {"level": "error"},
    }


class Artifacts:
    """Files that results point to, each once: the scenario file first, then captures as in CAPTURES."""

    def __init__(self, captures: pl.DataFrame, scenario: Scenario | None = None) -> None:
        self._files: dict[str, dict[str, Any]] = {}
        if scenario is not None:
            self._add(scenario.path, scenario.sha256, "userSpecifiedConfiguration")
        self._scenario = scenario
        self._paths = dict(captures.select("capture", "path").iter_rows())
        for path, sha256 in captures.select("path", "sha256").iter_rows():
            self._add(path, sha256, "analysisTarget")

    def _add(self, path: str, sha256: str | None, role: str) -> None:
        hashes = {} if sha256 is None else {"hashes": {"sha-256": sha256}}
        self._files.setdefault(path, {"location": _location(path), "roles": [role], **hashes})

    def listed(self) -> list[dict[str, Any]]:
        """As ``run.artifacts``."""
        return list(self._files.values())

    def path(self, capture: str) -> str:
        """Path of a capture by its key."""
        return str(self._paths.get(capture, f"capture {capture}"))

    def place(self, path: str) -> dict[str, Any]:
        """An artifact location of a file, listed or not."""
        known = list(self._files)
        return _location(path) | ({"index": known.index(path)} if path in self._files else {})

    def scenario_line(self, line: int) -> dict[str, Any]:
        """A line of the scenario file; a claim that stands in no line has line 1."""
        path = self._scenario.path if self._scenario is not None else ""
        region = {"startLine": max(line, 1)}
        return {"physicalLocation": {"artifactLocation": self.place(path), "region": region}}

    def captures(self) -> list[dict[str, Any]]:
        """Every capture as a location."""
        return [{"physicalLocation": {"artifactLocation": self.place(path)}} for path in self._files]


def packet_location(number: int, packet: int, path: str, text: str, artifacts: Artifacts) -> dict[str, Any]:
    """A packet of a capture: the file, the packet's number as a logical location, and where to look in words."""
    return {
        "id": number,
        "message": message(text),
        "physicalLocation": {"artifactLocation": artifacts.place(path)},
        "logicalLocations": [
            {
                "name": str(packet),
                "fullyQualifiedName": f"{shown(path)}#{packet}",
                "kind": "packet",
            }
        ],
        "properties": {"packet": packet, "displayFilter": f"frame.number == {packet}"},
    }


def _location(path: str) -> dict[str, Any]:
    """RFC 3986: what is no letter of a path is percent-encoded; relative paths are the repository's."""
    text = path.encode("utf-8", "backslashreplace").decode("utf-8")
    if _SCHEME.match(text):
        return {"uri": quote(text, safe="/:@%?&=+,;~")}
    if text.startswith("/"):
        return {"uri": "file://" + quote(text)}
    return {"uri": quote(text.removeprefix("./")) or "-", "uriBaseId": _ROOT}
