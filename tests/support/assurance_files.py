"""Descriptions of made-up assurances that hold, one of each kind, and ways to change one thing in them."""

from __future__ import annotations

from harness.errors import Fault
from harness.model.assurances import Assurance
from harness.rules.assurances import check_assurances

TEST = """\
schema_version: 1
id: example-lab-2026
kind: test
title: Example Lab on the Skylark, 2026
as_of: 2026-11-20
sources:
- {id: report, title: Skylark report, publisher: Example Lab, date: 2026-06-01, url: "https://lab.example/skylark"}
- {id: news, title: null, publisher: Example News, date: 2026-06, url: null}
tested_by: {value: [Example Lab], basis: primary, sources: [report]}
paid_by: {value: [Example Aero], basis: secondary, sources: [news]}
vendor_involvement: {basis: not_stated}
began: {value: 2026-02, basis: primary, sources: [report]}
ended: {value: 2026-03-05, basis: primary, sources: [report]}
published: {value: 2026-06-01, basis: primary, sources: [report, news]}
products:
- vendor: Example Aero
  model: Skylark
  class: aircraft
  basis: primary
  sources: [report]
  versions: {basis: not_stated}
- vendor: Example Aero
  model: Skylark app
  class: app
  basis: primary
  sources: [report]
  versions: {value: ["1.0"], basis: primary, sources: [report]}
settings: {value: [default], basis: secondary, sources: [news]}
regions: {value: [US], basis: primary, sources: [report]}
combinations: {basis: not_stated}
vantage_points: {value: Ashburn, basis: primary, sources: [report]}
account_regions: {basis: not_stated}
bearer: {basis: not_stated}
method: {value: [capture at a gateway], basis: primary, sources: [report]}
phases: {value: [login, flight], basis: primary, sources: [report]}
sample: {value: 3 h, basis: primary, sources: [report]}
endpoints: {value: [api.skylark.example], basis: primary, sources: [report]}
endpoint_countries: {value: [US], basis: primary, sources: [report]}
limits: {value: [one version only], basis: primary, sources: [report]}
corrected: {value: [a log upload was removed], basis: primary, sources: [report]}
left_out: {value: [the summary does not name the log upload], basis: secondary, sources: [news]}
findings: {value: [nothing outside the US], basis: primary, sources: [report]}
vendor_reply: {value: fixed in 1.1, basis: secondary, sources: [news]}
publication: {value: summary_only, basis: primary, sources: [report]}
remarks: {basis: not_stated}
"""
CERTIFICATE = """\
schema_version: 1
id: iso-cloud
kind: certificate
title: A certificate of the cloud
as_of: 2026-11-21
sources:
- {id: page, title: Trust page, publisher: Example Aero, date: null, url: null}
standard: {value: [ISO 27001], basis: secondary, sources: [page]}
issued_by: {basis: not_stated}
issued: {value: '2025', basis: secondary, sources: [page]}
products:
- {vendor: Example Aero, model: Skylark Hub, class: cloud, basis: secondary, sources: [page], versions: {basis: not_stated}}
not_covered: {basis: not_stated}
limits: {basis: not_stated}
vendor_reply: {basis: not_stated}
"""
SENTENCE = """\
schema_version: 1
id: no-data-abroad
kind: sentence
title: No data abroad
as_of: 2026-11-22
sources:
- {id: page, title: Trust page, publisher: Example Aero, date: 2026-07-01, url: null}
said: {value: no data leave the country, basis: primary, sources: [page]}
said_by: {value: [Example Aero], basis: primary, sources: [page]}
date: {value: 2026-07-01, basis: primary, sources: [page]}
scope:
  products:
    value:
    - {vendor: Example Aero, model: Skylark app, class: app}
    basis: primary
    sources: [page]
  versions: {value: ["1.0"], basis: primary, sources: [page]}
  settings: {value: [default], basis: primary, sources: [page]}
  regions: {value: [US, DE], basis: primary, sources: [page]}
  phases: {value: [flight], basis: primary, sources: [page]}
rests_on: {value: [example-lab-2026], basis: primary, sources: [page]}
"""
FILES = {"test.yaml": TEST, "certificate.yaml": CERTIFICATE, "sentence.yaml": SENTENCE}
"""Every kind of file; together they have no fault."""


def edited(text: str, *edits: str) -> str:
    """The text after edits, each ``old -> new``; every old text must be there, the first is taken."""
    for edit in edits:
        old, _, new = edit.partition(" -> ")
        assert old in text, old
        text = text.replace(old, new.replace("\\n", "\n"), 1)
    return text


def files(**changed: tuple[str, ...]) -> dict[str, str]:
    """All three files with edits to some: ``files(test=("a -> b",))``."""
    stems = {name.removesuffix(".yaml"): text for name, text in FILES.items()}
    return {f"{stem}.yaml": edited(text, *changed.get(stem, ())) for stem, text in stems.items()}


def checked(texts: dict[str, str] | None = None) -> tuple[tuple[Assurance, ...], list[Fault]]:
    """Check files by name and content; those that hold, if none are given."""
    told = FILES if texts is None else texts
    return check_assurances([(name, text.encode()) for name, text in told.items()])


def assurances(**changed: tuple[str, ...]) -> tuple[Assurance, ...]:
    """The three assurances after edits that leave no fault."""
    found, faults = checked(files(**changed))
    assert faults == [], faults
    return found
