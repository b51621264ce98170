# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""A TLS session between OpenSSL and itself, in memory: the octets of both sides, and the secrets that open them.

Unlike everything else here it is no play: a key log opens it. So nothing can repeat it; its octets
differ from run to run, and truth.json says so.
"""

from __future__ import annotations

import datetime as dt
import ssl
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from harness.forge.speech import Said

VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
READ_OCTETS = 65_536
HANDSHAKE, DATA = 22, 23
"""Types of records (RFC 8446 §5.1)."""
RECORD_HEADER = 5


class Flight(NamedTuple):
    """Octets of one side, sent at one go."""

    up: bool
    octets: bytes
    message: int | None
    """Index of the message in it; None: of the handshake."""


class Session(NamedTuple):
    """A whole session."""

    flights: tuple[Flight, ...]
    keys: str
    """Lines of a key log (NSS key log format)."""


def session(name: str | None, version: str, said: Sequence[Said], when: dt.datetime) -> Session:
    """Hold a session in which messages are said.

    Args:
        name: Server name in the hello and in the certificate; None: no name in the hello.
        version: Of TLS, 1.2 or 1.3.
        said: Messages in order.
        when: The certificate's day.
    """
    with tempfile.TemporaryDirectory(prefix="harness-forge-") as folder:
        keys = Path(folder) / "keys"
        client, server = _sides(Path(folder), name, version, _protocols(said), when)
        client.keylog_filename = str(keys)
        flights = tuple(_flights(client, server, name, said))
        return Session(flights, keys.read_text("ascii"))


def _protocols(said: Sequence[Said]) -> list[str]:
    """What the hello offers by ALPN (RFC 7301)."""
    return ["http/1.1"] if any(one.host for one in said) else []


def _sides(
    folder: Path, name: str | None, version: str, protocols: list[str], when: dt.datetime
) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    client, server = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # The certificate is of the situation's day, which need not be this one.
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    for side in (client, server):
        side.minimum_version = side.maximum_version = VERSIONS[version]
        if protocols:
            side.set_alpn_protocols(protocols)
    chain = folder / "chain"
    chain.write_bytes(certificate(name or "unnamed.example", when))
    server.load_cert_chain(chain)
    return client, server


def certificate(name: str, when: dt.datetime) -> bytes:
    """A private key, and a certificate for a name that signed itself, as PEM."""
    # Imported here: most situations have no use for it.
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    # No common name: it may have 64 letters at most, and names stand in the extension (RFC 9525 §2).
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "SYNTHETIC harness-forge")])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(when - dt.timedelta(days=1))
        .not_valid_after(when + dt.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + made.public_bytes(serialization.Encoding.PEM)


def _flights(
    client: ssl.SSLContext, server: ssl.SSLContext, name: str | None, said: Sequence[Said]
) -> Iterator[Flight]:
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(to_client, to_server, server_hostname=name)
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    done, turns = [False, False], ((ours, to_server, True), (theirs, to_client, False))
    while not all(done):
        for at, (side, out, up) in enumerate(turns):
            done[at] = done[at] or _shaken(side)
            yield from _sent(out, up, None)
    _read(ours)  # tickets
    for number, one in enumerate(said):
        side, out, other = (ours, to_server, theirs) if one.up else (theirs, to_client, ours)
        side.write(one.octets)
        yield from _sent(out, one.up, number)
        _read(other)


def _shaken(side: ssl.SSLObject) -> bool:
    """Go on with the handshake; says whether it is done."""
    try:
        side.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True


def _sent(out: ssl.MemoryBIO, up: bool, message: int | None) -> Iterator[Flight]:  # noqa: FBT001 - as in Flight
    """What a side has written, handed on."""
    octets = out.read()
    if octets:
        out.write(octets)
        yield Flight(up, octets, message)


def _read(side: ssl.SSLObject) -> None:
    """Take what has come, so that the next flight begins anew."""
    try:
        while side.read(READ_OCTETS):
            pass
    except ssl.SSLWantReadError:
        pass


def sealed_octets(flight: bytes, start: int, end: int) -> tuple[bool, int]:
    """Of one packet of a flight: whether a record begins it, and octets in the records of data whose head lies in it."""
    at, octets, begins = 0, 0, False
    while at < len(flight):
        kind, length = flight[at], int.from_bytes(flight[at + 3 : at + 5], "big")
        begins |= at == start
        octets += length if start <= at < end and kind == DATA else 0
        at += RECORD_HEADER + length
    return begins, octets
