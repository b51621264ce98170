"""Packet filters as nft lists them; what it lists is taken from nft itself in the lab."""

from __future__ import annotations

from pathlib import Path

from harness.lab.namespaces import Namespaces
from harness.machine.firewall import Firewall, parse_firewall
from tests.support.in_lab import in_lab

RULES = """
table inet guard {
    flowtable fast { hook ingress priority 0; devices = { lo }; }
    chain forward { type filter hook forward priority 0; policy drop; }
    chain input { type filter hook input priority 0; policy drop; }
}
table ip harmless {
    chain forward { type filter hook forward priority 0; policy accept; }
}
"""


def test_nothing_listed() -> None:
    assert parse_firewall("") == Firewall(tables=(), dropping=(), shortcuts=())


@in_lab("nft")
def test_what_nft_lists(lab: Namespaces, folder: Path) -> None:
    from harness.machine.firewall import firewall, table_text
    from harness.machine.programs import run

    done = run(("nft", "-f", "-"), stdin=RULES)
    without = (
        done.ok
        or run(("nft", "-f", "-"), stdin="\n".join(RULES.splitlines()[:2] + RULES.splitlines()[3:])).ok
    )
    assert without
    found = firewall()
    assert found is not None
    assert found.tables == (("inet", "guard"), ("ip", "harmless"))
    assert found.dropping == ("inet guard forward",)
    # Not every kernel has flow tables.
    assert found.shortcuts == ((("inet guard fast", ("lo",)),) if done.ok else ())
    assert "policy drop" in (table_text("inet", "guard") or "")
    assert table_text("inet", "missing") is None
