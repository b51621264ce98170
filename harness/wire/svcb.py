"""RDATA of an SVCB or HTTPS record -> where the service is, and what its client must know (RFC 9460 §2.2).

Blind spots: which keys a client knows is not known, so records with mandatory keys that it may not know count. An
``ech`` parameter that cannot be read spoils nothing: it was there (RFC 9848), and says no key.
"""

from __future__ import annotations

from socket import AF_INET, AF_INET6, inet_ntop
from typing import Final, NamedTuple

from harness.model.malformed import Malformed
from harness.wire.dns_names import MAX_NAME_OCTETS
from harness.wire.ech import EchConfig, read_configs
from harness.wire.text import escaped, labels_text

MAX_ALPN: Final = 16
"""Protocols kept of one record."""
ALIAS: Final = 0
"""SvcPriority of AliasMode (§2.4.1)."""

_MANDATORY, _ALPN, _NO_DEFAULT_ALPN, _PORT, _IPV4HINT, _ECH, _IPV6HINT = range(7)
"""SvcParamKeys (§14.3.2)."""


class Binding(NamedTuple):
    """What one record says."""

    priority: int
    """``ALIAS`` or, in ServiceMode, the rank among the owner's records, least first."""
    target: str
    """``.``: the owner itself; in AliasMode: the service is not offered (§2.5)."""
    alpn: tuple[str, ...] = ()
    ech: bool = False
    """Whether there is an ``ech`` parameter."""
    hints: tuple[str, ...] = ()
    """Addresses of the target, in the record's order of keys."""
    ech_configs: tuple[EchConfig, ...] = ()
    """What could be read of the ``ech`` parameter."""


def read_binding(rdata: bytes) -> Binding | None:
    """Read one record; None where it is malformed: its whole RRset is then to be rejected (RFC 9460 §2.2)."""
    try:
        named = _target(rdata)
        params = None if named is None else _params(rdata, named[1])
    except IndexError:  # read past the end: the only way it can be raised
        return None
    if named is None or params is None:
        return None
    priority = int.from_bytes(rdata[:2], "big")
    if priority == ALIAS:  # parameters are to be ignored (§2.4.2)
        return Binding(ALIAS, named[0])
    alpn = _protocols(params[_ALPN]) if _ALPN in params else ()
    v4, v6 = _hints(params.get(_IPV4HINT), AF_INET, 4), _hints(params.get(_IPV6HINT), AF_INET6, 16)
    if alpn is None or v4 is None or v6 is None or not _consistent(params):
        return None
    configs = _ech_configs(params.get(_ECH))
    return Binding(priority, named[0], alpn[:MAX_ALPN], _ECH in params, (*v4, *v6), configs)


def _target(rdata: bytes) -> tuple[str, int] | None:
    """TargetName, which is never compressed, and the offset behind it."""
    labels: list[bytes] = []
    position = 2
    while octets := rdata[position]:
        if octets >= 0x40 or position + octets - 1 >= MAX_NAME_OCTETS:  # no pointers (§2.2)
            return None
        labels.append(rdata[position + 1 : position + 1 + octets])
        position += 1 + octets
    return labels_text(labels), position + 1


def _params(rdata: bytes, position: int) -> dict[int, bytes] | None:
    """Values by key; keys must ascend."""
    params: dict[int, bytes] = {}
    last = -1
    while position < len(rdata):
        key = rdata[position] << 8 | rdata[position + 1]
        after = position + 4 + (rdata[position + 2] << 8 | rdata[position + 3])
        if key <= last or after > len(rdata):
            return None
        params[key] = rdata[position + 4 : after]
        last, position = key, after
    return params


def _consistent(params: dict[int, bytes]) -> bool:
    """Whether the other keys that RFC 9460 defines have the form and the company that it demands."""
    if _NO_DEFAULT_ALPN in params and (params[_NO_DEFAULT_ALPN] or _ALPN not in params):  # §7.1.1
        return False
    if _PORT in params and len(params[_PORT]) != 2:  # §7.2
        return False
    if _MANDATORY not in params:
        return True
    listed = params[_MANDATORY]
    keys = [int.from_bytes(listed[at : at + 2], "big") for at in range(0, len(listed), 2)]
    ascend = all(a < b for a, b in zip([_MANDATORY, *keys], keys, strict=False))
    return bool(keys) and len(listed) % 2 == 0 and ascend and all(key in params for key in keys)  # §8


def _protocols(value: bytes) -> tuple[str, ...] | None:
    """Protocol ids, each behind its length (§7.1.1)."""
    found: list[str] = []
    position = 0
    while position < len(value):
        after = position + 1 + value[position]
        if value[position] == 0 or after > len(value):
            return None
        found.append(escaped(value[position + 1 : after]))
        position = after
    return tuple(found) or None


def _ech_configs(value: bytes | None) -> tuple[EchConfig, ...]:
    """Configs for encrypted hellos, none where there is no such parameter or it cannot be read."""
    configs = () if value is None else read_configs(value)
    return () if isinstance(configs, Malformed) else configs


def _hints(value: bytes | None, family: int, octets: int) -> tuple[str, ...] | None:
    """Addresses of a hint (§7.3), none without one; None where it is malformed."""
    if value is None:
        return ()
    if not value or len(value) % octets:
        return None
    return tuple(inet_ntop(family, value[at : at + octets]) for at in range(0, len(value), octets))
