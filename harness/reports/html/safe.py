"""Values -> HTML, JSON and digests that nothing from a capture can act through.

Three fences, each enough by itself: ``shown`` makes control and direction characters visible, the template engine escapes
what HTML reads, and the page's Content-Security-Policy (W3C CSP Level 3) runs no script and loads nothing but what it holds.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from typing import Any

from markupsafe import Markup

from harness.reports.text import shown

_IN_SCRIPT = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"})


def finalized(value: Any) -> Any:
    """What a template's expression gives: text with everything invisible made visible; markup of our own as it is."""
    return shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def script_json(value: Any) -> Markup:
    """JSON to stand in a ``script`` element (HTML Living Standard section 4.12.1.3): no text in it can end the element."""
    text = json.dumps(_shown_all(value), ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return Markup(text.translate(_IN_SCRIPT))  # noqa: S704 - the three characters that HTML reads are gone


def _shown_all(value: Any) -> Any:
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {shown(key): _shown_all(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_shown_all(item) for item in value]
    return value


def csp_source(text: str) -> str:
    """The source expression that lets this very text run or style (CSP Level 3 section 2.3.1)."""
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def policy(styles: str, script: str) -> str:
    """The page's policy: its own style and script, and nothing from anywhere."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {csp_source(styles)}",
            f"script-src {csp_source(script)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
