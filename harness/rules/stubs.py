"""What no rule knows in; a rule file that lacks only what an author must find out, out.

Each stub names what was seen, in which capture, and how much; who runs it and what says so are left to be filled in, and
``check_files`` refuses the file until they are. Names are hostile: they stand in quotes, or only as comments (``yaml_text``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import PurePath
from typing import Final

from harness.model.matches import Match
from harness.model.rules import Category, Confidence, Kind, Rule
from harness.model.seen import fold_name, name_tails
from harness.model.unmatched import By, Seen, Unknown, Unmatched
from harness.rules.checks import PLACEHOLDER
from harness.rules.rule_text import rule_file

OPERATOR: Final = "Several, each named by its rule"
_FEW: Final = 3
_MOST_SHOWN: Final = 40
"""Characters of a text from a document inside a sentence."""
_MOST_EXAMPLE: Final = 200
_MOST_PLACEHOLDER: Final = 80
"""Characters of one that names what it is for: it stays in its line."""
_MOST_CAPTURES, _MOST_VANTAGES = 190, 90
"""Characters of both in a reasoning, which holds 400."""
MOST_STUBS: Final = 1_000
"""A rule file holds 1 MiB, and no author fills in more."""


def stub_file(found: Unmatched, prefix: str) -> str:
    """Write the file; without anything unknown, only a comment that says so.

    Args:
        found: What was seen.
        prefix: What ids begin with; the file is to be named for it.
    """
    head = _head(found, prefix)
    if not found.unknown:
        return "".join(f"# {text}\n" for text in head[:1])
    rules: dict[str, Rule] = {}
    comments: dict[str, str] = {}
    used: Counter[str] = Counter()
    for unknown in found.unknown[:MOST_STUBS]:
        stub = _stub(unknown, _free_id(prefix, unknown, used))
        rules[stub.id] = stub
        comments[stub.id] = _comment(unknown)
    return rule_file(head, OPERATOR, None, list(rules.values()), comments)


def _head(found: Unmatched, prefix: str) -> list[str]:
    left = sum(len(one.seen) for one in found.unknown)
    told = (
        f"{left:,} of {found.endpoints:,} endpoints are known to no service rule; {found.ruled:,} are, and "
        f"{found.inside:,} lie inside the access network. What was sent most to and from stands first."
    )
    asked = (
        f"Save as {prefix}.yaml; write who runs each and what says so where {PLACEHOLDER} stands, mend category and country, remove what "
        "you cannot say. `harness endpoints lint` refuses the file until then. An id is permanent: choose it before others see it."
    )
    over = len(found.unknown) - MOST_STUBS
    more = f"{over:,} more, with less octets, are left out: fill these in first." if over > 0 else ""
    return [told, asked, more]


def _free_id(prefix: str, unknown: Unknown, used: Counter[str]) -> str:
    """An id made of the key; numbered by a part that no slug has where another key gave the same."""
    slug = re.sub("[^a-z0-9]+", "-", unknown.key.lower()).strip("-") or "endpoint"
    base = f"{prefix}.{'as' if unknown.by is By.ASN else ''}{slug}"
    used[base] += 1
    return base if used[base] == 1 else f"{base}-again-{used[base]}"


def _stub(unknown: Unknown, rule_id: str) -> Rule:
    positive, negative = _examples(unknown)
    return Rule(
        id=rule_id,
        kind=Kind.HOSTING if unknown.by is By.ASN else Kind.SERVICE,
        match=_match(unknown),
        operator=f"{PLACEHOLDER}: who {'routes AS' if unknown.by is By.ASN else 'runs '}{unknown.key}"[
            :_MOST_PLACEHOLDER
        ],
        control_country=None,
        category=Category.UNKNOWN,
        reasoning=_reasoning(unknown),
        sources=(f"{PLACEHOLDER}: cite what says so, with a date or version",),
        confidence=Confidence.UNCONFIRMED,
        positive=positive,
        negative=negative,
    )


def _match(unknown: Unknown) -> Match:
    match unknown.by:
        case By.SUFFIX:
            return Match(suffixes=(unknown.key,))
        case By.HOST:
            return Match(hosts=(unknown.key,))
        case By.ASN:
            return Match(asns=(int(unknown.key),))
        case By.CIDR:
            return Match(cidrs=(f"{unknown.key}/{ip_address(unknown.key).max_prefixlen}",))


def _examples(unknown: Unknown) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was seen, and a near miss."""
    key = unknown.key
    match unknown.by:
        case By.SUFFIX:
            below = sorted({name for one in unknown.seen for name in one.names if _is_example(name, key)})
            return tuple(dict.fromkeys((*below[:_FEW], key))), (f"not{key}",)
        case By.HOST:
            return (key,), (f"other.{key}",)
        case By.ASN:
            return (f"AS{key}",), (f"AS{int(key) + 1}",)
        case By.CIDR:
            address = ip_address(key)
            return (key,), (str(type(address)(int(address) ^ 1)),)


def _is_example(name: str, domain: str) -> bool:
    """Whether a name can stand as an example, where blanks and ``=`` are syntax, and the domain's suffix matches it."""
    return (
        len(name) <= _MOST_EXAMPLE
        and re.fullmatch(r"[!-<>-~]+", name) is not None
        and domain in name_tails(fold_name(name))
    )


def _reasoning(unknown: Unknown) -> str:
    captures = dict.fromkeys(_capture(one) for one in unknown.seen)
    vantages = sorted({one.vantage for one in unknown.seen})
    days = sorted({day for one in unknown.seen for day in (_day(one.first_ns), _day(one.last_ns)) if day})
    span = f", {days[0]}" + (f" to {days[-1]}" if len(days) > 1 else "") if days else ""
    return (
        f"Seen in {_some(list(captures))[:_MOST_CAPTURES]} at {_some(vantages)[:_MOST_VANTAGES]}"
        f"{span}; what it is for and who answers for it is not said there."
    )


def _capture(one: Seen) -> str:
    name = PurePath(one.path).name if one.path else ""
    return f"{name[:_MOST_SHOWN]} (capture {one.capture[:12]})" if name else f"capture {one.capture[:12]}"


def _some(texts: Sequence[str]) -> str:
    """The first few, each cut; how many more."""
    few = ", ".join(text[: _MOST_SHOWN + 25] for text in texts[:_FEW])
    return f"{few} and {len(texts) - _FEW} more" if len(texts) > _FEW else few


def _day(time_ns: int) -> str | None:
    """UTC; None outside of the calendar."""
    try:
        return datetime.fromtimestamp(time_ns // 1_000_000_000, UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return None


def _comment(unknown: Unknown) -> str:
    """What was seen, for the author: all of it inert, since comments are escaped."""
    seen = unknown.seen
    ports = sorted({f"{one.port}/{one.transport}" if one.port else one.transport for one in seen})
    addresses = sorted({one.looked_up for one in seen})
    parts = [
        f"{unknown.octets_up:,} octets up, {unknown.octets_down:,} down, at the vantage point that saw most",
        f"at {_some(addresses)}",
        _some(ports),
    ]
    if networks := sorted({f"AS{one.asn} {one.holder or ''}".strip() for one in seen if one.asn}):
        parts.append(_some(networks))
    if unknown.hosting:
        parts.append(f"hosted by rule {unknown.hosting}: a tenant's address may change hands")
    if others := sorted({one.other_name for one in seen if one.other_name}):
        parts.append(f"called {_some(others)} by certificate or hearsay, which no rule goes by")
    if unknown.by in (By.ASN, By.CIDR) and (odd := sorted({one.names[0] for one in seen if one.names})):
        parts.append(f"named {_some(odd)}, which cannot stand in a rule")
    return "; ".join(parts)
