"""The page: one file, whole, inert, the same every time."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from harness.reports.html.page import OPENING, analysis_page, verification_page
from tests.support import analysis_example
from tests.support.verification_example import example, hostile, narrowed

HOSTILE = "</script></style><img src=x onerror=alert(1)>'\"&\x1b[31m\u202e"
LOADING = {"src", "srcset", "data", "poster", "background", "action", "formaction", "ping", "manifest"}


class Elements(HTMLParser):
    """Start tags with their attributes, and the text of scripts and styles."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, dict[str, str | None], str]] = []
        self.inside = False
        self.feed(page.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.inside = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts.append((*self.found[-1], data))


@cache
def pages() -> dict[str, bytes]:
    return {
        "verification": verification_page([example()]),
        "two scenarios": verification_page([example(), narrowed()]),
        "hostile": verification_page([hostile(HOSTILE)]),
        "analysis": analysis_page(analysis_example.example()),
        "hostile analysis": analysis_page(analysis_example.hostile(HOSTILE)),
    }


@pytest.mark.parametrize("name", ["verification", "two scenarios", "hostile", "analysis", "hostile analysis"])
def test_nothing_is_loaded_and_only_the_page_s_own_script_and_style_may_run(name: str) -> None:
    page = pages()[name]
    elements = Elements(page)
    assert page.startswith(OPENING)
    for tag, attributes in elements.found:
        assert not LOADING & attributes.keys(), (tag, attributes)
        assert not [key for key in attributes if key.startswith("on") or key == "style"], (tag, attributes)
        assert tag not in ("img", "iframe", "object", "embed", "link", "base", "form", "video", "audio")
    (policy,) = [a["content"] for t, a in elements.found if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    digests = {
        kind: "'sha256-"
        + base64.b64encode(
            hashlib.sha256(
                "".join(x for t, a, x in elements.texts if t == kind and "type" not in a).encode()
            ).digest()
        ).decode()
        + "'"
        for kind in ("style", "script")
    }
    assert f"style-src {digests['style']};" in policy
    assert f"script-src {digests['script']};" in policy


def test_what_scripts_read_is_json_that_cannot_end_its_element() -> None:
    (held,) = [x for t, a, x in Elements(pages()["hostile"]).texts if a.get("type") == "application/json"]
    json.loads(held)
    assert not set("<>&") & set(held)


def test_anchors_are_unique_and_every_link_inside_leads_somewhere() -> None:
    for page in pages().values():
        elements = Elements(page).found
        ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        inside = [a["href"] for t, a in elements if t == "a" and (a.get("href") or "").startswith("#")]
        assert {str(link)[1:] for link in inside if not re.match("#e=", str(link))} <= set(ids)


def test_the_same_result_gives_the_same_octets() -> None:
    assert verification_page([example()]) == verification_page([example()])


def test_made_up_evidence_is_said_large() -> None:
    assert (
        'class="banner synthetic">SYNTHETIC: made up by harness forge'
        in verification_page([example()]).decode()
    )


def test_headings_go_down_by_one_and_tables_have_heads_and_captions() -> None:
    for page in pages().values():
        elements = Elements(page).found
        levels = [int(tag[1]) for tag, _ in elements if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert all(a.get("scope") in ("col", "row") for tag, a in elements if tag == "th")
        assert sum(tag == "caption" for tag, _ in elements) == sum(tag == "table" for tag, _ in elements)


def test_every_part_is_in_the_navigation_in_its_order() -> None:
    elements = Elements(pages()["verification"]).found
    parts = [f"#{a['id']}" for tag, a in elements if tag == "section"]
    assert parts[0] == "#r1-verdict"
    assert parts[-1] == "#r1-versions"
    assert [a["href"] for tag, a in elements if tag == "a" and a.get("href") in parts][: len(parts)] == parts
