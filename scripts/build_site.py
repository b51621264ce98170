"""Build the documentation as a site: ``python -m scripts.build_site [PAGES [SITE]]``; ``make site`` calls it.

Strict: every warning is told, and any is a fault. Offline: nothing is fetched, neither here nor by the pages.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS, SITE = ROOT / "docs", ROOT / "out" / "site"


def build(pages: Path = DOCS, site: Path = SITE) -> int:
    """Build anew; what was there before is removed, so that no page outlives its source.

    Args:
        pages: Folder of the pages, which has an ``index.md``.
        site: Folder of the site; only this program may write there.

    Returns:
        Exit status: 0 only if there was no warning.
    """
    shutil.rmtree(site, ignore_errors=True)
    strict = ("--fail-on-warning", "--keep-going", "--quiet", "--fresh-env")
    # Doctrees are of no use to readers of the site.
    folders = ("--conf-dir", ROOT / "scripts/site", "--doctree-dir", site.with_name(f"{site.name}-doctrees"))
    command = [sys.executable, "-m", "sphinx", "--builder", "html", *strict, *folders, pages, site]
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    status = build(*(Path(argument).resolve() for argument in sys.argv[1:]))
    if not status and len(sys.argv) == 1:
        print(f"Wrote {SITE.relative_to(ROOT)}: open {SITE.relative_to(ROOT)}/index.html in a browser.")
    sys.exit(status)
