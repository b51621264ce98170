"""What of a name can have been registered; the list itself is held in tests/sources."""

from __future__ import annotations

import pytest

from harness.model.registrable import last_label, may_have_domain, registrable_domain


@pytest.mark.parametrize("host", ["a.example", "_dmarc.a.example", "xn--bcher-kva.example"])
def test_hosts_that_may_have_a_domain(host: str) -> None:
    assert may_have_domain(host)


@pytest.mark.parametrize(
    "host", ["", "example", "1.168.192.in-addr.arpa", "printer.local", "a..example", "A.example", "a.example.", "a" * 64 + ".example"]
)  # fmt: skip
def test_hosts_that_have_none(host: str) -> None:
    assert not may_have_domain(host)
    assert registrable_domain(host, lambda name: name) is None


def test_what_the_list_says_is_taken_if_it_can_be_a_domain() -> None:
    assert registrable_domain("www.a.example", lambda name: "a.example") == "a.example"
    assert registrable_domain("_x.example", lambda name: name) is None
    assert registrable_domain("example.test", lambda name: None) is None
    assert last_label("a.b.example") == "example"
