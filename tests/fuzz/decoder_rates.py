"""Give decoders very many inputs, the quickest first, and say how fast each was: ``python -m tests.fuzz.decoder_rates``."""

from __future__ import annotations

import argparse
import sys
import time

from tests.fuzz.decoders import DECODERS
from tests.support.fuzzing import inputs, objection

_TRIAL = 2_000


def took_s(name: str, count: int) -> float:
    """Processor time for so many inputs of a decoder, the making and judging of them included."""
    read, seeds = DECODERS[name]
    start = time.process_time()
    for data in inputs(seeds, name, count):
        if (said := objection(read(data), len(data))) is not None:
            raise AssertionError(f"{name}: {said}: {data.hex()}")
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000, help="inputs for each (1,000,000)")
    parser.add_argument(
        "--seconds", type=float, default=3600, help="begin no further one after so many (3600)"
    )
    parser.add_argument("names", nargs="*", help="decoders (all)")
    options = parser.parse_args()
    start = time.monotonic()
    trials = sorted((took_s(name, _TRIAL), name) for name in options.names or DECODERS)
    for _, name in trials:
        if time.monotonic() - start > options.seconds:
            print(f"{name}: not begun")
            continue
        seconds = took_s(name, options.count)
        print(f"| {name} | {options.count:,} | {seconds:.1f} | {options.count / seconds:,.0f} |")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
