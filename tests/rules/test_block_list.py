"""Hosts files that block names: names are taken, the host's own are counted, all else is told."""

from __future__ import annotations

from harness.rules.block_list import read_block_list

LIST = b"""\
# Title: made up
127.0.0.1 localhost
127.0.0.1\tlocalhost.localdomain
255.255.255.255 broadcasthost
fe80::1%lo0 localhost
::1 ip6-localhost ip6-loopback
0.0.0.0 0.0.0.0
0.0.0.0 Ads.acme.example # old
0.0.0.0 ads.acme.example
127.0.0.1 a.example b.example localhost
:: v6.example
0.0.0.0 m\xc3\xbcll.example.
192.0.2.7 printer.acme.example
bare.example
0.0.0.0
0.0.0.0 under_score.example bad..example tld
"""


def test_what_is_taken() -> None:
    found = read_block_list(LIST, "hosts")
    assert [one.name for one in found.names] == [
        "ads.acme.example",
        "a.example",
        "b.example",
        "v6.example",
        "xn--mll-hoa.example",
        "under_score.example",
    ]
    assert all(one.exact and not one.marks for one in found.names)
    assert (found.repeated, found.local) == (1, 6)


def test_what_is_not_is_told_with_its_line() -> None:
    told = [(one.where, one.why.partition(":")[0]) for one in read_block_list(LIST, "hosts").left]
    assert told == [
        ("line 13", "192.0.2.7 is an address of its own"),
        ("line 14", "no address in front"),
        ("line 15", "no name behind the address"),
        ("line 16", "'bad..example'"),
        ("line 16", "'tld'"),
    ]
