"""What this process may do."""

from __future__ import annotations

from pathlib import Path

from harness.lab.namespaces import Namespaces
from harness.machine.rights import mapped, may_configure_network, parse_mapped, parse_may_configure
from tests.support.in_lab import in_lab


def test_without_the_line_nothing_is_allowed() -> None:
    assert not parse_may_configure("Name:\tx\n")


def test_every_span_of_users_counts() -> None:
    text = "         0       1000          1\n      1000     100000      65536\n"
    assert [parse_mapped(text, uid) for uid in (0, 1, 1000, 66535, 66536)] == [True, False, True, True, False]


def test_this_process_is_somebody() -> None:
    import os

    assert mapped(os.getuid())


@in_lab()
def test_within_the_lab_the_network_may_be_configured(lab: Namespaces, folder: Path) -> None:
    assert may_configure_network()
