"""A checked catalogue kept as JSON, so that the next start need not check it again.

The file is named by the digest of the rule files and of the code that checks them,
and opens with the digest of its own body. A name or body that does not fit is as
good as no file. Rules are the same with and without it; only time is saved.

Blind spots: registrable domains were checked by the Public Suffix List of the day that the file was made. Whoever may write to the user's cache folder may also put in a file
that fits; they may change the program there as well.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from harness.model import matches as matches_module
from harness.model import rules as rules_module
from harness.model import ruleset as ruleset_module
from harness.model import seen as seen_module
from harness.model import ties as ties_module
from harness.model.matches import Match
from harness.model.rules import Category, Confidence, Kind, Rule, Status

_CODE = (matches_module, rules_module, ruleset_module, seen_module, ties_module)
"""What rules are made of and checked by, besides this package."""
_NESTED = ("any_of", "all_of", "none_of")


def cache_path(sha256: str) -> Path:
    """Where the rules of a catalogue of this digest are kept, by this version of the code."""
    base = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    digest = hashlib.sha256(sha256.encode())
    sources = [Path(str(module.__file__)) for module in _CODE]
    for source in sorted([*sources, *Path(__file__).parent.glob("*.py")]):
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return Path(base) / "harness" / f"catalogue-{digest.hexdigest()[:32]}.json"


def read_cache(path: Path) -> tuple[Rule, ...] | None:
    """Rules kept before; None where there are none, or the file is not whole."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    seal, _, body = data.partition(b"\n")
    if seal.decode("ascii", "replace") != hashlib.sha256(body).hexdigest():
        return None
    return tuple(_rule(fields) for fields in json.loads(body))


def write_cache(path: Path, rules: tuple[Rule, ...]) -> bool:
    """Keep rules; False where the folder cannot be written, which costs time and nothing else."""
    packed = [{**asdict(rule), "match": _packed(rule.match)} for rule in rules]
    body = json.dumps(packed, separators=(",", ":")).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        Path(file.name).replace(path)
    except OSError:
        return False
    return True


def _rule(fields: dict[str, Any]) -> Rule:
    lists = {name: tuple(fields.pop(name)) for name in ("data_expected", "sources", "positive", "negative")}
    kind, category = Kind(fields.pop("kind")), Category(fields.pop("category"))
    confidence, status = Confidence(fields.pop("confidence")), Status(fields.pop("status"))
    match = _match(fields.pop("match"))
    words = {"match": match, "kind": kind, "category": category, "confidence": confidence, "status": status}
    return Rule(**{**fields, **lists, **words})


def _packed(match: Match) -> dict[str, Any]:
    """Keys that say something: most say nothing, and a catalogue has thousands."""
    found = {name: getattr(match, name) for name in match.__dataclass_fields__}
    nested = {name: [_packed(child) for child in found[name]] for name in _NESTED}
    return {name: values for name, values in {**found, **nested}.items() if values}


def _match(fields: dict[str, Any]) -> Match:
    nested: dict[str, Any] = {
        name: tuple(map(_match, fields.pop(name))) for name in _NESTED if name in fields
    }
    return Match(**nested, **{name: tuple(values) for name, values in fields.items()})
