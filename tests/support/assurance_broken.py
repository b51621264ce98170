"""Descriptions of assurances with one thing wrong each: the good files and the edits that break them."""

from __future__ import annotations

from tests.support.assurance_files import FILES, TEST, files

EDITS: dict[str, dict[str, tuple[str, ...]]] = {
    "misspelt key of a test": {"test": ("paid_by: -> payed_by:",)},
    "key of another kind": {"certificate": ("limits: {basis: not_stated} -> limits: {basis: not_stated}\\nphases: {basis: not_stated}",)},
    "missing fact": {"test": ("bearer: {basis: not_stated}\n -> ",)},
    "unknown kind": {"test": ("kind: test -> kind: audit",)},
    "no kind": {"certificate": ("kind: certificate\n -> ",)},
    "other schema version": {"test": ("schema_version: 1 -> schema_version: 2",)},
    "basis missing": {"test": ("{value: 3 h, basis: primary, -> {value: 3 h,",)},
    "unknown basis": {"test": ("vendor_involvement: {basis: not_stated} -> vendor_involvement: {basis: unknown}",)},
    "text in place of a fact": {"test": ("bearer: {basis: not_stated} -> bearer: wifi",)},
    "value beside not stated": {"test": ("bearer: {basis: not_stated} -> bearer: {value: [wifi], basis: not_stated}",)},
    "source beside not stated": {"test": ("bearer: {basis: not_stated} -> bearer: {basis: not_stated, sources: [news]}",)},
    "stated without a value": {"test": ("{value: 3 h, basis: primary, -> {basis: primary,",)},
    "stated without a source": {"test": ("{value: 3 h, basis: primary, sources: [report]} -> {value: 3 h, basis: primary}",)},
    "product that is not stated": {"test": ("class: aircraft\n  basis: primary -> class: aircraft\n  basis: not_stated",)},
    "product without a source": {"test": ("basis: primary\n  sources: [report] -> basis: primary\n  sources: []",)},
    "source not listed": {"test": ("{value: 3 h, basis: primary, sources: [report]} -> {value: 3 h, basis: primary, sources: [raport]}",)},
    "source listed twice in a fact": {"test": ("sources: [report, news] -> sources: [report, report, news]",)},
    "source that nothing cites": {"certificate": ("sources:\n -> sources:\n- {id: unread, title: null, publisher: null, date: null, url: null}\n",)},
    "two sources of one id": {"test": ("{id: news, -> {id: report,",)},
    "no sources": {"certificate": ("sources:\n- {id: page, title: Trust page, publisher: Example Aero, date: null, url: null} -> sources: []",)},
    "address of a source": {"test": ('"https://lab.example/skylark" -> lab.example',)},
    "source without a date": {"certificate": ("date: null, -> ",)},
    "year as a number": {"certificate": ("issued: {value: '2025' -> issued: {value: 2025",)},
    "date in words": {"test": ("began: {value: 2026-02 -> began: {value: February 2026",)},
    "date that does not exist": {"test": ("ended: {value: 2026-03-05 -> ended: {value: 2026-02-30",)},
    "month that does not exist": {"test": ("began: {value: 2026-02 -> began: {value: 2026-13",)},
    "day of looking as a month": {"test": ("as_of: 2026-11-20 -> as_of: 2026-11",)},
    "ended before it began": {"test": ("ended: {value: 2026-03-05 -> ended: {value: 2026-01-31",)},
    "published before it ended": {"test": ("published: {value: 2026-06-01 -> published: {value: 2026-03-04",)},
    "published after the author looked": {"test": ("published: {value: 2026-06-01 -> published: {value: '2027'",)},
    "source after the author looked": {"sentence": ("date: 2026-07-01, url -> date: 2026-12, url",)},
    "said after the author looked": {"sentence": ("date: {value: 2026-07-01 -> date: {value: 2026-11-23",)},
    "issued after the author looked": {"certificate": ("issued: {value: '2025' -> issued: {value: '2027'",)},
    "unknown country": {"test": ("regions: {value: [US] -> regions: {value: [UK]",)},
    "country in lower case": {"sentence": ("regions: {value: [US, DE] -> regions: {value: [US, de]",)},
    "union of countries": {"test": ("endpoint_countries: {value: [US] -> endpoint_countries: {value: [EU]",)},
    "no egress beside a country": {"test": ("regions: {value: [US] -> regions: {value: [US, none]",)},
    "worldwide in a test": {"test": ("regions: {value: [US] -> regions: {value: worldwide",)},
    "worldwide beside a country": {"sentence": ("regions: {value: [US, DE] -> regions: {value: [US, worldwide]",)},
    "empty bound": {"sentence": ("regions: {value: [US, DE] -> regions: {value: []",)},
    "text in place of a list": {"test": ("bearer: {basis: not_stated} -> bearer: {value: wifi, basis: primary, sources: [news]}",)},
    "unknown class": {"test": ("class: aircraft -> class: drone",)},
    "product without a class": {"test": ("  class: aircraft\n -> ",)},
    "product without a vendor": {"test": ("- vendor: Example Aero\n  model: Skylark\n -> - model: Skylark\n",)},
    "product listed twice": {"test": ("model: Skylark app -> model: SKYLARK",)},
    "no products": {"certificate": ("products:\n- {vendor: Example Aero, model: Skylark Hub, class: cloud, basis: secondary, sources: [page], versions: {basis: not_stated}} -> products: []",)},
    "class differs between files": {"sentence": ("class: app -> class: controller",)},
    "written otherwise in another file": {"sentence": ("model: Skylark app -> model: Skylark App",)},
    "unknown publication": {"test": ("value: summary_only -> value: summary",)},
    "combinations in words": {"test": ("combinations: {basis: not_stated} -> combinations: {value: all, basis: primary, sources: [news]}",)},
    "unknown test": {"sentence": ("value: [example-lab-2026] -> value: [example-lab-2025]",)},
    "certificate in place of a test": {"sentence": ("value: [example-lab-2026] -> value: [iso-cloud]",)},
    "id of another file": {"certificate": ("id: iso-cloud -> id: example-lab-2026",)},
    "id with a blank": {"certificate": ("id: iso-cloud -> id: iso cloud",)},
    "scope without a bound": {"sentence": ("  phases: {value: [flight], basis: primary, sources: [page]}\n -> ",)},
    "too many combinations": {
        "sentence": (
            'versions: {value: ["1.0"] -> versions: {value: [' + ", ".join(f"v{n}" for n in range(50)) + "]",
            "settings: {value: [default] -> settings: {value: [" + ", ".join(f"s{n}" for n in range(50)) + "]",
        )
    },
    "colon in plain text": {"test": ("vantage_points: {value: Ashburn -> vantage_points: {value: in: Ashburn",)},
    "tab": {"certificate": ("limits: {basis -> limits:\t{basis",)},
}  # fmt: skip

BROKEN: dict[str, dict[str, str]] = {name: files(**edits) for name, edits in EDITS.items()}
BROKEN["empty file"] = {**FILES, "certificate.yaml": ""}
BROKEN["list at the top"] = {**FILES, "certificate.yaml": "- a\n"}
BROKEN["second document"] = {**FILES, "test.yaml": TEST + "---\nid: second\n"}
BROKEN["too large"] = {**FILES, "test.yaml": TEST + "#" * (1 << 20)}
