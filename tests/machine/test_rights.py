"""Whom a program may become."""

from __future__ import annotations

import os

from harness.machine.rights import mapped, parse_mapped


def test_every_span_of_users_counts() -> None:
    text = "         0       1000          1\n      1000     100000      65536\n"
    assert [parse_mapped(text, uid) for uid in (0, 1, 1000, 66535, 66536)] == [True, False, True, True, False]


def test_this_process_is_somebody() -> None:
    assert mapped(os.getuid())
