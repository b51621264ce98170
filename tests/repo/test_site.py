"""The documentation as a site: it builds without a warning, links lead somewhere, and no request leaves it (decision 0167)."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from scripts.build_site import ROOT
from scripts.site_pages import inside

LOADED = {
    "audio": "src", "embed": "src", "iframe": "src", "img": "src", "input": "src", "link": "href", "object": "data",
    "script": "src", "source": "src", "track": "src", "video": "src", "use": "href", "image": "href", "form": "action",
}  # fmt: skip
"""Elements that make a browser send a request, and the attribute that says where to."""

POLICY = "default-src 'none'"
_CSS_LOADS = re.compile(r"""(?:url\(|@import)\s*["']?(?:https?:)?//""")


class Page(HTMLParser):
    """What one page of the site loads, links to, and can be linked to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.policy = ""
        self.loads_before_policy: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.add(str(given["id"]))
        if tag == "meta" and given.get("http-equiv") == "Content-Security-Policy":
            self.policy, self.loads_before_policy = str(given["content"]), list(self.loads)
        if (target := given.get(LOADED.get(tag, ""))) is not None:
            self.loads.append(target)
        if given.get("srcset"):
            self.loads += [part.split()[0] for part in str(given["srcset"]).split(",")]
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))


def build(*folders: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.build_site", *map(str, folders)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def pages_of(site: Path) -> dict[Path, Page]:
    return {path.resolve(): Page(path) for path in sorted(site.rglob("*.html"))}


def outside(targets: list[str]) -> list[str]:
    return [target for target in targets if urlsplit(target).scheme or target.startswith("//")]


def dead_links(path: Path, page: Page, pages: dict[Path, Page]) -> Iterator[str]:
    for link in page.links:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        anchor = unquote(parts.fragment)
        if not target.exists() or (anchor and target in pages and anchor not in pages[target].ids):
            yield f"{path.name}: {link}"


def test_the_site_builds_without_a_warning_and_leads_nowhere_else(tmp_path: Path) -> None:
    """One test, because building takes most of the time and workers share nothing."""
    built = build(ROOT / "docs", tmp_path / "site")
    assert (built.returncode, built.stderr) == (0, ""), built.stderr
    pages = pages_of(tmp_path / "site")
    shown = {path.relative_to(tmp_path / "site").with_suffix("").as_posix() for path in pages}
    written = [path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")]
    wanted = {path.with_suffix("").as_posix() for path in written if path.match("decisions/README.md") or path.parts[0] != "decisions"}  # fmt: skip
    assert wanted <= shown
    assert [dead for path, page in pages.items() for dead in dead_links(path, page, pages)] == []
    assert {path.name: found for path, page in pages.items() if (found := outside(page.loads))} == {}
    assert [path.name for path, page in pages.items() if POLICY not in page.policy] == []
    assert [path.name for path, page in pages.items() if page.loads_before_policy] == []
    styles = [path for path in tmp_path.rglob("*.css") if _CSS_LOADS.search(path.read_text(encoding="utf-8"))]
    assert styles == []


FAULTS = {
    "[a page](absent.md)": "absent.md",
    "[a heading](other.md#absent-there)": "absent-there",
    "[a heading of this page](#absent-here)": "absent-here",
    "```{toctree}\nabsent-entry\n```": "absent-entry",
}
"""What a page may have wrong, and what the message about it names."""


def test_every_fault_is_told_and_fails_the_build(tmp_path: Path) -> None:
    """In one build, because starting one takes most of the time."""
    pages = tmp_path / "pages"
    pages.mkdir()
    body = "\n\n".join(FAULTS)
    (pages / "index.md").write_text(f"# Title\n\n```{{toctree}}\nother\n```\n\n{body}\n", encoding="utf-8")
    (pages / "other.md").write_text("# Other\n\nText.\n", encoding="utf-8")
    (pages / "stray.md").write_text("# In no navigation\n", encoding="utf-8")
    built = build(pages, tmp_path / "site")
    warnings = [line for line in built.stderr.splitlines() if "WARNING" in line]
    assert built.returncode != 0
    assert [told for told in FAULTS.values() if not any(told in line for line in warnings)] == []
    assert any("stray.md" in line and "toctree" in line for line in warnings)
    assert len(warnings) == len(FAULTS) + 1


def test_one_fault_is_enough(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "index.md").write_text("# Title\n\n[a page](absent.md)\n", encoding="utf-8")
    assert build(pages, tmp_path / "site").returncode != 0


def test_what_a_page_loads_is_seen(tmp_path: Path) -> None:
    """The checks above can fail."""
    path = tmp_path / "page.html"
    path.write_text(
        '<link href="https://fonts.example/a.css"><script src="//cdn.example/b.js"></script>'
        '<img srcset="https://pictures.example/c.png 2x" src="d.png"><a href="absent.html">x</a><a href="#absent">y</a>',
        encoding="utf-8",
    )
    page = Page(path)
    assert outside(page.loads) == [
        "https://fonts.example/a.css",
        "//cdn.example/b.js",
        "https://pictures.example/c.png",
    ]
    assert len(list(dead_links(path, page, {path: page}))) == 2
    assert _CSS_LOADS.search("@import 'https://fonts.example/a.css'")
    assert _CSS_LOADS.search("src: url(//fonts.example/b.woff2)")
    assert not _CSS_LOADS.search("background: url(data:image/svg+xml,x)")


@pytest.mark.parametrize(
    ("source", "before", "after"),
    [
        ("a.md", "[x](../NOTICE)", "x (`NOTICE`)"),
        ("how/a.md", "[`NOTICE`](../../NOTICE)", "`NOTICE`"),
        ("how/a.md", "[x](../b.md#c)", "[x](../b.md#c)"),
        ("how/a.md", "[x](../decisions/0001-a.md)", "[x](../decisions/README.md#decision-0001)"),
        ("decisions/0002-b.md", "[x](0001-a.md)", "[x](#decision-0001)"),
        ("a.md", "[x](https://vendor.example/y)", "[x](https://vendor.example/y)"),
    ],
)
def test_links_are_mended(source: str, before: str, after: str) -> None:
    assert inside(before, source) == after
