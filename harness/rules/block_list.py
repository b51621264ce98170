"""A hosts file that blocks names in; the names, out.

A line holds an address that leads nowhere, unspecified or loopback, and names (hosts(5)); ``#`` begins a comment. Lines for the
host itself (``127.0.0.1 localhost``) are counted and left out. A line with any other address gives a name a place, and blocks none.

>>> [one.name for one in read_block_list(b"0.0.0.0 Ads.acme.example. # old", "hosts").names]
['ads.acme.example']
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

from harness.model.name_lists import NameList
from harness.rules.list_text import Taking, read_list

_OWN: Final = frozenset(
    ["localhost", "localhost.localdomain", "localhost4", "localhost6", "local", "broadcasthost"]
    + [
        f"ip6-{name}"
        for name in ("localhost", "loopback", "localnet", "mcastprefix", "allnodes", "allrouters", "allhosts")
    ]
)
"""Names of the host itself in files as they come with systems and lists."""


def read_block_list(data: bytes, path: str) -> NameList:
    """Read a list.

    Raises:
        RuleError: It is too large, or no text.
    """
    return read_list(data, path, _entry)


def _entry(words: list[str], number: int, taking: Taking) -> None:
    address, *names = words
    # Some lists open with `0.0.0.0 0.0.0.0`.
    others = [name for name in names if name.lower() not in _OWN and name != address]
    if names and not others:
        taking.local += 1
        return
    leads = _leads_somewhere(address)
    if leads is None:
        taking.leave(number, " ".join(words), "no address in front: write 0.0.0.0 before each name")
    elif leads:
        taking.leave(number, " ".join(words), f"{address} is an address of its own: this blocks nothing")
    elif not names:
        taking.leave(number, address, "no name behind the address")
    else:
        for name in others:
            taking.take(name, number, exact=True)


def _leads_somewhere(text: str) -> bool | None:
    """Whether an address is one that others answer at; None: it is no address."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return not (address.is_unspecified or address.is_loopback)
