"""What matching costs: ``python -m tests.bench.matching``.

100,000 endpoints of a long campaign, as tables have them (one to five names, IPv4 and IPv6, AS numbers, a tenth with what flows told
besides), against 5,000 rules (names, prefixes, AS numbers; a fifth composite: narrowed by port, told by SNI or certificate, any, all
and not). Names have a few distinct domains, as in traffic: half of the endpoints are of services that rules know. Written into docs/rules.md.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from harness.model.matches import Match
from harness.model.rules import Kind, Rule
from harness.model.ruleset import RuleIndex, Ruleset
from harness.model.seen import NO_SIGNS, Signs
from harness.model.ties import find_ties
from harness.rules.cache import read_cache, write_cache
from scripts.sections import with_section
from tests.bench.machine import machine
from tests.support.repository import ROOT
from tests.support.rule_files import rule

PAGE = ROOT / "docs/rules.md"
ENDPOINTS, RULES, ROUNDS = 100_000, 5_000, 5
_WORDS = ("api", "cdn", "log", "www", "mqtt", "static", "upload", "eu-1", "us", "cn-hz", "edge", "img")
_JA4 = "t13d1516h2_8daaf6152771_e5627efa2ab1"


class Asked(NamedTuple):
    """Arguments of ``RuleIndex.hits``."""

    names: list[str]
    address: str
    asn: int | None
    transport: str
    port: int
    signs: Signs


def domain(number: int) -> str:
    """A made-up domain of an operator."""
    return f"operator{number:04}.example"


def prefix(number: int) -> tuple[str, str]:
    """An IPv4 and an IPv6 prefix of an operator, some within others'."""
    first, second = divmod(number, 250)
    return f"{20 + first}.{second}.0.0/{16 + number % 9}", f"2a0{first % 10}:{number:x}::/32"


def match_of(number: int) -> tuple[Kind, Match]:
    """What the rule of a number matches; every fifth is composite."""
    own, four, six = domain(number // 4), *prefix(number // 4)
    host = f"{_WORDS[number % len(_WORDS)]}{number}.{own}"
    plain = (
        (Kind.SERVICE, Match(suffixes=(f"s{number}.{own}",) if number % 8 else (own,))),
        (Kind.SERVICE, Match(hosts=(host,))),
        (Kind.HOSTING, Match(cidrs=(four, six))),
        (Kind.HOSTING, Match(asns=(1000 + number,))),
    )
    if number % 5:
        return plain[number % 4]
    further = (
        Match(suffixes=(own,), ports=(8883,), transports=("tcp",), alpns=("mqtt",)),
        Match(snis=(f"t{number}.{own}",), none_of=(Match(ports=(80, 8080)), Match(protocols=("http",)))),
        Match(all_of=(Match(suffixes=(f"a{number}.{own}",)), Match(cidrs=(four, six)))),
        Match(
            any_of=(
                Match(hosts=(host,), ports=(443,)),
                Match(suffixes=(f"b{number}.{own}",), transports=("udp",), none_of=(Match(hosts=(f"x.b{number}.{own}",)),)),
                Match(certificates=(f"c{number}.{own}",)),
            )
        ),
    )  # fmt: skip
    return Kind.SERVICE, further[number // 5 % 4]


def rules() -> list[Rule]:
    """Rules that no two of tie."""
    made = [match_of(number) for number in range(RULES - 2)]
    found = [rule(f"bench.r{at}", kind=kind, match=match) for at, (kind, match) in enumerate(made)]
    found.append(rule("bench.fingerprint", kind=Kind.SOFTWARE, match=Match(ja4s=(_JA4[:10],))))
    found.append(rule("bench.frames", kind=Kind.SOFTWARE, match=Match(protocols=("duml", "dji_wifi"))))
    return found


def endpoint(chance: random.Random) -> Asked:
    """One endpoint; of those that rules know, the names lie below their domains."""
    number = int(chance.paretovariate(0.6)) % RULES
    own = domain(number // 4) if chance.random() < 0.5 else f"site{chance.randrange(20_000)}.test"
    label = chance.choice(
        [
            f"s{number}",
            f"a{number}",
            f"b{number}",
            f"t{number}",
            "x",
            _WORDS[number % len(_WORDS)] + str(number),
        ]
    )
    names = [f"{label}.{own}"] + [
        f"{chance.choice(_WORDS)}{chance.randrange(9)}.{own}" for _ in range(chance.randrange(5))
    ]
    third, fourth = chance.randrange(256), chance.randrange(256)
    first, second = divmod(number // 4, 250)
    address = (
        f"{20 + first}.{second}.{third}.{fourth}"
        if chance.random() < 0.7
        else f"2a0{first % 10}:{number // 4:x}::{third:x}:{fourth:x}"
    )
    signs = NO_SIGNS
    if chance.random() < 0.1:
        signs = Signs((names[0],), (f"*.{own}",), ("h2", "http/1.1"), ("tls",), (_JA4,))
    asn = None if chance.random() < 0.05 else 1000 + number
    return Asked(
        list(dict.fromkeys(names)),
        address,
        asn,
        chance.choice(["tcp", "udp"]),
        chance.choice([443, 443, 80, 8883]),
        signs,
    )


def least_s(work: Callable[[], object]) -> float:
    """Processor time of the fastest round."""

    def rounds() -> Iterator[float]:
        for _ in range(ROUNDS):
            began = time.process_time()
            work()
            yield time.process_time() - began

    return min(rounds())


def measured() -> str:
    """The figures in words."""
    chance = random.Random(1)
    made, asked = rules(), [endpoint(chance) for _ in range(ENDPOINTS)]
    if find_ties(made):
        raise RuntimeError("rules tie")
    index = RuleIndex(made)
    found = sum(bool(index.hits(*one)) for one in asked)
    names = sum(len(one.names) for one in asked)
    matching = least_s(lambda: deque((index.hits(*one) for one in asked), maxlen=0))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kept.json"
        write_cache(path, tuple(made))
        loading = least_s(lambda: Ruleset(rules=read_cache(path) or (), sha256="0" * 64))
    ran_on = "\n".join(machine().splitlines()[:2])
    compiling, ties = least_s(lambda: RuleIndex(made)), least_s(lambda: find_ties(made))
    return (
        f"`python -m tests.bench.matching` writes this section. Matching {ENDPOINTS:,} endpoints with {names:,} names against {RULES:,} rules, a fifth of "
        f"them composite, takes {matching:.2f} s of processor time, {matching / ENDPOINTS * 1e6:.0f} µs an endpoint; {found:,} are matched. Wanted: at "
        f"most 1 s. Loading as many rules from the cache takes {loading:.2f} s, of which compiling is {compiling:.2f}; looking for ties, when files "
        f"have changed, {ties:.2f}. The best of {ROUNDS} rounds each, {datetime.now(UTC):%Y-%m-%d}, on:\n\n{ran_on}"
    )


def main() -> None:
    """Measure, print and write the page."""
    text = measured()
    print(text)
    PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), "matching", text), encoding="utf-8")


if __name__ == "__main__":
    main()
