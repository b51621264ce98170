"""flows + hellos + names + protocols -> the protocols that the payloads of some flows show, and what their port suggests.

Content comes first: the port is only asked where no payload told anything, and never makes evidence.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from harness.model.protocols import PORTS, Protocol
from harness.model.words import HelloTransport, NameSource
from harness.tables.frames import only

_BY_SOURCE: Final = {
    NameSource.DNS.value: Protocol.DNS.value,
    NameSource.DNS_CNAME.value: Protocol.DNS.value,
    NameSource.DNS_HINT.value: Protocol.DNS.value,
    NameSource.PTR.value: Protocol.DNS.value,
    NameSource.MDNS.value: Protocol.MDNS.value,
    NameSource.LLMNR.value: Protocol.LLMNR.value,
    NameSource.HTTP_HOST.value: Protocol.HTTP.value,
    NameSource.CERTIFICATE.value: Protocol.TLS.value,
}
"""Names that tell the protocol that told them; others have PROTOCOLS or HELLOS rows of their own."""
_BY_HELLO: Final = {
    HelloTransport.TLS.value: Protocol.TLS.value,
    HelloTransport.QUIC.value: Protocol.QUIC.value,
    HelloTransport.DTLS.value: Protocol.DTLS.value,
}
HELLO_WORDS: Final = frozenset(_BY_HELLO.values())
NAME_WORDS: Final = frozenset(_BY_SOURCE.values())
"""Protocols that hellos and names may tell: of others only PROTOCOLS rows need be asked."""
PORT_WORDS: Final = pl.DataFrame(
    [(transport, port, protocol.value) for (transport, port), protocol in PORTS.items()],
    schema={"transport": pl.String, "server_port": pl.UInt16, "port_protocol": pl.String},
    orient="row",
)
"""``PORTS`` as a frame."""


def spoken(hellos: pl.DataFrame, names: pl.DataFrame, protocols: pl.DataFrame) -> pl.DataFrame:
    """Say what is spoken in some flows.

    Args:
        hellos: ``flow_id`` and ``transport`` of HELLOS rows.
        names: ``flow_id`` and ``source`` of NAMES rows.
        protocols: ``flow_id`` and ``protocol`` of PROTOCOLS rows.

    Returns:
        ``flow_id`` and ``protocol``, each pair once; flows whose payloads show nothing are not there.
    """
    found = [only(protocols, ("flow_id", "protocol"))]
    if hellos.height:
        word = pl.col("transport").replace_strict(_BY_HELLO, return_dtype=pl.String)
        found.append(hellos.select("flow_id", protocol=word))
    if names.height:
        word = pl.col("source").replace_strict(_BY_SOURCE, default=None, return_dtype=pl.String)
        found.append(names.select("flow_id", protocol=word).drop_nulls())
    return pl.concat(found, rechunk=False).unique()
