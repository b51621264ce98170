"""How often physics and databases decide, and are wrong: many made-up addresses, measured and written into docs/geodata.md.

python -m tests.bench.place_rates [DRAWS]    # 10,000, some minutes
"""

from __future__ import annotations

import sys

from scripts.sections import with_section
from tests.support.place_draws import BLOCK, Outcome, outcomes, summary
from tests.support.repository import ROOT

PAGE = ROOT / "docs/geodata.md"


def main(draws: int = 10_000) -> None:
    found: list[Outcome] = []
    for seed in range(-(-draws // BLOCK)):
        found += outcomes(seed)
    text = summary(found)
    print(text)
    PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), "simulated", text), encoding="utf-8")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
