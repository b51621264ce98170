"""Names of link types."""

from __future__ import annotations

from harness.kernel.link import DLT_LAYERS
from harness.sources.link_names import link_name, named_unread


def test_every_link_type_that_is_read_has_its_name() -> None:
    assert {dlt: link_name(dlt) for dlt in DLT_LAYERS} == {dlt: name for dlt, (name, _) in DLT_LAYERS.items()}


def test_link_types_that_are_not_read_are_named_too() -> None:
    assert link_name(266) == "USB_DARWIN"
    assert link_name(4242) == "DLT-4242"
    assert not dict(named_unread()).keys() & set(DLT_LAYERS)
