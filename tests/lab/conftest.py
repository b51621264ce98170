"""Runs that many tests look at."""

from __future__ import annotations

import pytest

from tests.support.in_lab import skip_unless
from tests.support.lab_runs import Lab, lab_run


@pytest.fixture(scope="session")
def two_regions(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """The whole script from Germany and from Singapore."""
    return lab_run(tmp_path_factory, "two-regions", "--region", "DE", "--region", "SG")


@pytest.fixture(scope="session")
def blocked(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """The United States, where the gateway refuses the log host."""
    return lab_run(tmp_path_factory, "blocked", "--region", "US", "--steps", "sync", "--block", "log")


@pytest.fixture(scope="session")
def intercepted(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """Singapore, with TLS opened at the gateway."""
    skip_unless("mitmproxy")
    return lab_run(tmp_path_factory, "intercepted", "--region", "SG", "--steps", "login,sync", "--intercept")


@pytest.fixture(scope="session")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """Local data mode."""
    return lab_run(tmp_path_factory, "silent", "--region", "US", "--steps", "idle,flight", "--silent")
