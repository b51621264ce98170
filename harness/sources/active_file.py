"""The file of ``harness geo probe`` -> what was measured on purpose, and from where."""

from __future__ import annotations

from typing import Final

from harness.model.active import ActiveKind, ActiveSample, Ending
from harness.model.sites import Site
from harness.sources.bounded_json import Node, read_json_or_lines

_SCHEMA: Final = "harness-active"
_MOST_OCTETS: Final = 1 << 26
_MOST_NS: Final = (1 << 63) - 1


def read_active(path: str) -> tuple[Site | None, tuple[ActiveSample, ...]]:
    """Read a file of active samples.

    Returns:
        Where they were taken, None where that was not stated; and the samples in order.

    Raises:
        HarnessError: It cannot be read, or is no such file; says where.
    """
    document = read_json_or_lines(path, _MOST_OCTETS)
    head, *lines = list(document.items()) if isinstance(document.value, list) else [document]
    if head.member("schema").value != _SCHEMA or head.member("schema_version").value != 1:
        raise head.fault(f"the first line of a file of `harness geo probe` ({_SCHEMA}, version 1)")
    where = head.optional("site")
    return None if where is None else _site(where), tuple(map(_sample, lines))


def _site(node: Node) -> Site:
    latitude, longitude = node.member("latitude").number(-90, 90), node.member("longitude").number(-180, 180)
    return Site(latitude, longitude, node.member("error_km").number(0, 20_040))


def _sample(node: Node) -> ActiveSample:
    kind, ending = node.member("kind"), node.member("ending")
    if kind.value not in list(ActiveKind) or ending.value not in list(Ending):
        raise node.fault("a sample with a kind and an ending that are known here")
    sni, rtt = node.optional("sni"), node.optional("rtt_ns")
    return ActiveSample(
        kind=ActiveKind(kind.value),
        server_ip=node.member("server_ip").address(),
        server_port=node.member("server_port").whole(1, 65_535),
        sni=None if sni is None else sni.text(),
        time_ns=node.member("time_ns").whole(0, _MOST_NS),
        rtt_ns=None if rtt is None else rtt.whole(1, _MOST_NS),
        ending=Ending(ending.value),
    )
