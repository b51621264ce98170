"""Verifications or an analysis -> one HTML file that asks nothing of any network.

Nothing in it depends on the clock or the machine: the same result gives the same octets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from harness import __version__
from harness.model.comparison import Comparison
from harness.model.privacy import Redaction, redacted_words
from harness.reports.html.safe import finalized, policy, script_json
from harness.reports.html.section import Section
from harness.reports.html.sections import ANALYSIS_SECTIONS, COMPARISON_SECTIONS, VERIFICATION_SECTIONS
from harness.reports.synthetic import made_up_sentence
from harness.tables.analysis import Analysis
from harness.tables.captures import made_by
from harness.tables.verification import Verification

OPENING = b'<!doctype html>\n<html lang="en" data-made-by="harness">'
"""First bytes of every page: how an earlier one is known from any other file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section of one result, drawn."""

    id: str
    """Anchor, once in the page."""
    name: str
    title: str
    view: Any
    data: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One result: a scenario's verification, or an analysis."""

    id: str
    title: str
    banners: tuple[tuple[str, str], ...]
    """What must be known before anything else is read: style and sentence."""
    parts: tuple[Part, ...]


def verification_page(verifications: Sequence[Verification], comparisons: Sequence[Comparison] = ()) -> bytes:
    """Write the page of scenarios, one after the other.

    Args:
        verifications: In order; from hostile input too: everything shown is escaped.
        comparisons: Of those that are results of the same scenario; they come first.
    """
    several = len(verifications) > 1
    articles = [_article(number, one, several=several) for number, one in enumerate(verifications, 1)]
    title = f"{len(articles)} results" if several else articles[0].title
    beside = [_compared(number, one) for number, one in enumerate(comparisons, 1)]
    compared = COMPARISON_SECTIONS if comparisons else ()
    return _page(title, [*beside, *articles], (*compared, *VERIFICATION_SECTIONS))


def _compared(number: int, comparison: Comparison) -> Article:
    anchor = f"c{number}"
    return Article(
        id=anchor,
        title=f"Comparison of {len(comparison.results)} results of {comparison.scenario}",
        banners=(),
        parts=tuple(_parts(anchor, comparison, COMPARISON_SECTIONS)),
    )


def analysis_page(analysis: Analysis) -> bytes:
    """Write the page of an analysis.

    Args:
        analysis: From hostile input too: everything shown is escaped.
    """
    article = Article(
        id="r1",
        title="Analysis of captures",
        banners=tuple(_banners(made_by(analysis.captures), None, analysis.redacted)),
        parts=tuple(_parts("r1", analysis, ANALYSIS_SECTIONS)),
    )
    return _page(article.title, [article], ANALYSIS_SECTIONS)


def _article(number: int, verification: Verification, *, several: bool) -> Article:
    scenario, anchor = verification.scenario, f"r{number}"
    counted = f"{number}. " if several else ""
    return Article(
        id=anchor,
        title=f"{counted}{scenario.id}: {scenario.title}",
        banners=tuple(_banners(verification.made_by, _interference(verification), verification.redacted)),
        parts=tuple(_parts(anchor, verification, VERIFICATION_SECTIONS)),
    )


def _banners(
    makers: Sequence[str], interference: str | None, redacted: Redaction | None
) -> Iterator[tuple[str, str]]:
    if makers:
        yield "synthetic", made_up_sentence(makers)
    if interference is not None:
        yield "interference", interference
    if redacted is not None:
        yield "redacted", redacted_words(redacted)


def _interference(verification: Verification) -> str | None:
    cells = [cell for cell in verification.scenario.cells if cell.interference]
    if not cells:
        return None
    kinds = sorted({kind.value.replace("_", " ") for cell in cells for kind in cell.interference})
    return (
        f"INTERFERENCE: in {', '.join(cell.id for cell in cells)} the test changed what the product does ({', '.join(kinds)}); "
        "such a cell never supports PASS, and a witness seen only there is FAIL under interference."
    )


def _parts(anchor: str, result: Any, sections: Sequence[Section[Any]]) -> Iterator[Part]:
    for section in sections:
        view = section.view(result)
        if view is not None:
            data = None if section.data is None else section.data(result)
            yield Part(
                id=f"{anchor}-{section.name}", name=section.name, title=section.title, view=view, data=data
            )


def _page(title: str, articles: Sequence[Article], sections: Sequence[Section[Any]]) -> bytes:
    names = ("base", *(section.name for section in sections))
    styles, script = _assets(names, "css"), _assets(names, "js")
    text = (
        _environment()
        .get_template("page.html")
        .render(
            title=title,
            articles=articles,
            policy=policy(styles, script),
            styles=Markup(styles),  # noqa: S704 - files of this package
            script=Markup(script),  # noqa: S704 - likewise
            data={
                part.id: part.data for article in articles for part in article.parts if part.data is not None
            },
            version=__version__,
        )
    )
    return text.encode("utf-8")


@cache
def _assets(names: tuple[str, ...], kind: str) -> str:
    """Assets of sections put together, in order; a section without one has none.

    What is too long for one file stands in several, ``NAME.PART.js``, which come before ``NAME.js``.
    """
    held = sorted(
        (files(__package__) / "assets").iterdir(), key=lambda file: (-file.name.count("."), file.name)
    )
    found = [
        file
        for name in names
        for file in held
        if file.name.startswith(f"{name}.") and file.name.endswith(f".{kind}")
    ]
    return "\n".join(file.read_text(encoding="utf-8") for file in found)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("harness.reports.html"),
        autoescape=True,
        finalize=finalized,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["script_json"] = script_json
    return environment
