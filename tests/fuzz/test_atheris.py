"""Fuzzing itself: in `make soak` only, a while for each target (README.md)."""

from __future__ import annotations

import importlib.util
import os

import pytest

from tests.fuzz.run import fuzz
from tests.fuzz.targets import TARGETS

SECONDS = int(os.environ.get("HARNESS_FUZZ_SECONDS", "0"))

if SECONDS:

    @pytest.mark.parametrize("name", TARGETS)
    def test_fuzzing_breaks_no_law(name: str) -> None:
        if importlib.util.find_spec("atheris") is None:
            pytest.skip("capability: atheris")
        line, held = fuzz(name, SECONDS)
        print(line)
        assert held, line
