"""Keep of found inputs the few that reach every branch seen: ``NUMBA_DISABLE_JIT=1 python -m tests.fuzz.minimise TARGET...``."""

from __future__ import annotations

import hashlib
import sys
import warnings
from types import FrameType
from typing import Any, Final

from tests.fuzz.run import CORPUS, ROOT, WORK
from tests.fuzz.targets import TARGETS, Target

Arc = tuple[str, int, int]
"""Source file, and two lines of one call that ran after one another."""
_HARNESS: Final = str(ROOT / "harness")


def arcs_of(target: Target, data: bytes) -> set[Arc]:
    """What a target runs through in the package for one input."""
    arcs: set[Arc] = set()

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        del event, argument
        name = frame.f_code.co_filename
        if not name.startswith(_HARNESS):
            return None
        before = frame.f_lineno

        def step(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal before
            del event, argument
            arcs.add((name, before, frame.f_lineno))
            before = frame.f_lineno
            return step

        return step

    sys.settrace(trace)
    try:
        target(data)
    finally:
        sys.settrace(None)
    return arcs


def minimised(target: Target, inputs: set[bytes]) -> tuple[list[bytes], int]:
    """The inputs that add an arc, shortest first; and how many arcs there are."""
    known: set[Arc] = set()
    kept = []
    for data in sorted(inputs, key=lambda one: (len(one), one)):
        arcs = arcs_of(target, data)
        if not arcs <= known:
            known |= arcs
            kept.append(data)
    return kept, len(known)


def main() -> None:
    """Rewrite the corpus of the targets named."""
    warnings.filterwarnings("ignore", "overflow encountered")
    for name in sys.argv[1:]:
        folder = CORPUS / name
        files = [path for place in (folder, WORK / name) if place.is_dir() for path in place.iterdir()]
        kept, arcs = minimised(TARGETS[name], {path.read_bytes() for path in files})
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        for data in kept:
            (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
        print(
            f"{name}: {len(kept)} inputs kept, {sum(map(len, kept))} octets, {arcs} steps from line to line"
        )


if __name__ == "__main__":
    main()
