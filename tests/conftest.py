"""Every run alike: UTC, a fixed hash seed for child processes, Hypothesis without clocks, no place data of a user, skips that are judged.

Sockets are closed by pytest-socket (options in pyproject.toml). What saves time and changes nothing: decision 0173.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.support import skips

if TYPE_CHECKING:
    from collections.abc import Generator

os.environ["TZ"] = "UTC"
os.environ.setdefault("PYTHONHASHSEED", "0")
# Place data of whoever runs the tests would change what they show.
os.environ["HARNESS_GEODATA"] = str(Path(__file__).parent / "no-geodata")
time.tzset()
# Children would compile the whole program each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Examples take as long as they take on a shared machine; a slow one is not a wrong one.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", _PATIENT)
settings.register_profile("repeatable", _PATIENT, derandomize=True)
settings.register_profile("soak", _PATIENT, max_examples=2_000)
settings.load_profile(os.environ.get("HARNESS_HYPOTHESIS", "repeatable"))
_ALL_THREADS = os.environ.get("HARNESS_HYPOTHESIS") == "soak" or "POLARS_MAX_THREADS" in os.environ


def pytest_configure(config: pytest.Config) -> None:
    skips.register(config)


def pytest_sessionstart() -> None:
    """Give Polars one thread where as many workers as there are cores run at once (decision 0209); processes that tests start have all."""
    if "PYTEST_XDIST_WORKER" not in os.environ or _ALL_THREADS:
        return
    os.environ["POLARS_MAX_THREADS"] = "1"
    import polars as pl  # reads it

    pl.thread_pool_size()  # makes them
    del os.environ["POLARS_MAX_THREADS"]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests are made here and stay to the end: no search for garbage goes through them, now or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _reference_data_read_once() -> None:
    from tests.support.reference_data import keep_reference_data  # with most of the program

    keep_reference_data()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name octets by their parameter: what they hold may differ by worker (gzip keeps the time), and names must not (decision 0139)."""
    return argname if isinstance(val, bytes) else None
