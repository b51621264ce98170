"""Endpoints and packets -> display filters and commands that a reader copies into Wireshark and a shell.

What is copied is run, so nothing from outside stands in it as it came: addresses are read and written anew, paths are
quoted for a POSIX shell, and a path that holds anything invisible gives no command at all.
"""

from __future__ import annotations

import shlex
from ipaddress import ip_address

from harness.reports.text import shown

_WITH_PORTS = frozenset({"tcp", "udp"})
_BY_NAME = frozenset({"icmp", "icmpv6", "sctp", "gre", "esp"})


def endpoint_filter(address: str, transport: str, port: int | None) -> str | None:
    """Every packet to and from an endpoint; None where the address is none.

    >>> endpoint_filter("2001:db8::1", "tcp", 443)
    'ipv6.addr == 2001:db8::1 && tcp.port == 443'
    """
    try:
        read = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    host = f"{'ipv6' if read.version == 6 else 'ip'}.addr == {read}"
    if transport in _WITH_PORTS:
        return f"{host} && {transport}" if port is None else f"{host} && {transport}.port == {port}"
    return f"{host} && {transport}" if transport in _BY_NAME else host


def quoted_path(path: str, file_format: str) -> str | None:
    """A capture's path as a word of a shell; None where ``tshark`` cannot read it by what is shown of its path.

    Args:
        path: As it was read.
        file_format: As in captures: records of other programs are none of tshark's.
    """
    readable = file_format.startswith("pcap") and path != "-" and shown(path) == path
    return shlex.quote(f"./{path}" if path.startswith("-") else path) if readable else None
