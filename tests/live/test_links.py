"""Interfaces of this namespace, asked of the kernel."""

from __future__ import annotations

from pathlib import Path

from harness.lab.namespaces import End, Namespaces
from harness.live.links import interface_index, is_up
from tests.support.in_lab import in_lab


@in_lab()
def test_there_and_switched_on(lab: Namespaces, folder: Path) -> None:
    lab.add("one", "other")
    lab.link(End("one", "a0"), End("other", "b0"))
    with lab.entered("one"):
        assert (is_up("a0"), is_up("b0")) == (True, False)
        first = interface_index("a0")
        lab.ip("one", "link set a0 down")
        assert (is_up("a0"), interface_index("a0")) == (False, first)
        lab.ip("one", "link del a0")
        assert (is_up("a0"), interface_index("a0")) == (False, None)
        lab.link(End("one", "a0"), End("other", "b0"))
        assert interface_index("a0") not in (None, first)


@in_lab()
def test_names_that_no_interface_has(lab: Namespaces, folder: Path) -> None:
    assert not any(is_up(name) for name in ("x" * 16, "\0", "", "no-such-one"))
    assert interface_index("\0") is None
