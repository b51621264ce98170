"""How long the bench may take: what is begun, for how long, and what is left out."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tests.bench.measure import LONGEST_S

T = TypeVar("T")


@dataclass(slots=True)
class Budget:
    """Wall time from now on."""

    whole_s: float
    clock: Callable[[], float] = time.monotonic
    left_out: list[str] = field(default_factory=list)
    began: float = 0.0

    def __post_init__(self) -> None:
        self.began = self.clock()

    def left_s(self) -> float:
        """Seconds that are left; negative when it is over."""
        return self.began + self.whole_s - self.clock()

    def tell(self, part: str) -> None:
        """Progress line on standard error."""
        spent = self.whole_s - self.left_s()
        print(f"bench: {spent:5.0f} s  {part}", file=sys.stderr, flush=True)

    def step(self, name: str, work: Callable[[float], T]) -> T | None:
        """Do a part, given the longest that it may take; None, and noted, where there is no time or it failed."""
        if self.left_s() <= 0:
            self.left_out.append(name)
            self.tell(f"left out, no time: {name}")
            return None
        self.tell(name)
        try:
            return work(min(LONGEST_S, self.left_s()))
        except (OSError, subprocess.CalledProcessError) as fault:
            self.left_out.append(f"{name} ({type(fault).__name__})")
            self.tell(f"failed: {name}: {fault}")
            return None
