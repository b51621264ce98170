"""Sphinx: the pages of ``docs`` as a site, built by ``make site`` into out/site (decision 0167).

Nothing is fetched while it is built, and no page that was built fetches anything: a policy in each
page has the browser refuse it (templates/page.html). Every warning is a fault.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from scripts.site_pages import DECISIONS, decisions_page, inside

project = "harness"
author = "The authors of harness"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
exclude_patterns = ["decisions/[0-9]*"]
language = "en"
# Two hyphens stay two hyphens: options are written with them.
smartquotes = False
nitpicky = True
highlight_language = "none"
# A transcript is no program: what a lexer cannot read stays plain.
suppress_warnings = ["misc.highlighting_failure"]
# Anchors as on other readers of Markdown, down to the fourth level.
myst_heading_anchors = 4

html_theme = "furo"
html_title = "harness"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_favicon = "static/icon.svg"
html_logo = "static/icon.svg"
templates_path = ["templates"]
# Summaries would be fetched from each page, which a browser refuses where pages are opened as files.
html_show_search_summary = False
html_use_index = False
html_domain_indices = False
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_show_sphinx = False
html_last_updated_fmt = None
html_theme_options = {"navigation_with_keys": False}


def mend(_app: Any, page: str, source: list[str]) -> None:
    """Make a page of the repository a page of the site, before it is parsed."""
    source[0] = inside(source[0], f"{page}.md")
    if page == "decisions/README":
        source[0] = decisions_page(source[0], sorted(DECISIONS.glob("[0-9]*.md")))


def setup(app: Any) -> dict[str, bool]:
    """Let Sphinx call ``mend``."""
    app.connect("source-read", mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
