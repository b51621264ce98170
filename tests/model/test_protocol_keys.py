"""Every key word that decoders tell is documented, and every one that is documented is told."""

from __future__ import annotations

import ast
import re

from harness.model.protocol_keys import PROTOCOL_KEYS
from tests.support.repository import ROOT

TREES = {
    path.name: ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "harness/wire").glob("*.py")
}
TELLING = {"details": None, "listed": 1, "ProtocolFact": 1}
"""What makes facts, and where the key stands; of ``details`` it is the name of an argument."""


def name_of(call: ast.Call) -> str | None:
    return call.func.id if isinstance(call.func, ast.Name) else None


def told() -> set[str]:
    """Keys that stand in calls in so many words."""
    keys = set()
    calls = [node for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in (one for one in calls if name_of(one) in TELLING):
        place = TELLING[str(name_of(call))]
        if place is None:
            keys |= {word.arg for word in call.keywords if word.arg is not None}
        elif len(call.args) > place and isinstance(key := call.args[place], ast.Constant):
            keys |= {str(key.value)}
    return keys


def words() -> set[str]:
    """Texts and names of arguments in decoders."""
    nodes = [node for tree in TREES.values() for node in ast.walk(tree)]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return texts | {node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg is not None}


def test_every_key_told_is_documented() -> None:
    assert len(told()) > 30
    assert sorted(told() - set(PROTOCOL_KEYS)) == []


def test_every_key_documented_is_told() -> None:
    made_up = {f"{word}_host" for word in ("to", "from", "contact")}
    elsewhere = {"malformed"}  # harness.model.protocols
    assert sorted(set(PROTOCOL_KEYS) - words() - made_up - elsewhere) == []


def test_keys_are_in_order_in_snake_case_and_their_meaning_is_a_sentence() -> None:
    assert list(PROTOCOL_KEYS) == sorted(PROTOCOL_KEYS)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", key) for key in PROTOCOL_KEYS)
    assert all(text.endswith(".") and "\n" not in text and "|" not in text for text in PROTOCOL_KEYS.values())
