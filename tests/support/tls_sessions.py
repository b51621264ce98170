"""TLS sessions between OpenSSL and itself, in memory, with the key log that it wrote: captures whose secrets are known."""

from __future__ import annotations

import datetime as dt
import ssl
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.conversations import SERVER, TimedFrames, down, every, opening, up
from tests.support.frames import ACK, FIN, PSH

MSS = 1_400
HTTP1, HTTP2 = ("http/1.1",), ("h2",)


@dataclass
class Session:
    """What went over the wire, in order, and its secrets."""

    sent: list[tuple[str, bytes]] = field(default_factory=list)
    """``up`` or ``down``, and the octets."""
    keys: bytes = b""
    refused: bool = False
    """The client broke the handshake off."""

    def frames(
        self, *, port: int = 40000, to: int = 443, server: str = SERVER, close: bool = True
    ) -> list[bytes]:
        """The session over TCP, in segments, closed by the client."""
        packets = opening(port=port, to=to, server=server)
        seq = {"up": 1001, "down": 5001}
        for way, octets in self.sent:
            for start in range(0, len(octets), MSS):
                part = octets[start : start + MSS]
                ends = {"port": port, "to": to, "server": server, "flags": ACK | PSH}
                if way == "up":
                    packets.append(up(part, seq=seq["up"], ack=seq["down"], **ends))  # type: ignore[arg-type]
                else:
                    packets.append(down(part, seq=seq["down"], ack=seq["up"], **ends))  # type: ignore[arg-type]
                seq[way] += len(part)
        if close:
            packets.append(
                up(seq=seq["up"], ack=seq["down"], port=port, to=to, server=server, flags=ACK | FIN)
            )
            packets.append(
                down(seq=seq["down"], ack=seq["up"] + 1, port=port, to=to, server=server, flags=ACK | FIN)
            )
        return packets

    def timed(self, **ends: int) -> TimedFrames:
        return every(1_000_000, self.frames(**ends))  # type: ignore[arg-type]


def exchange(
    host: str,
    parts: Sequence[tuple[str, bytes]],
    *,
    version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    alpn: Sequence[str] = HTTP1,
    trusting: bool = True,
) -> Session:
    """One session in which parts are sent, each ``up`` or ``down``.

    Args:
        trusting: Whether the client accepts the server's certificate.
    """
    made = Session()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "keys"
        client = _side(ssl.create_default_context(), version, alpn)
        client.keylog_filename = str(log)
        if trusting:
            client.load_verify_locations(cadata=_pair(host)[0].decode())
        server = _side(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), version, alpn)
        (Path(folder) / "chain").write_bytes(b"".join(_pair(host)))
        server.load_cert_chain(Path(folder) / "chain")
        _run(made, client, server, host, parts)
        made.keys = log.read_bytes() if log.exists() else b""
    return made


def _side(context: ssl.SSLContext, version: ssl.TLSVersion, alpn: Sequence[str]) -> ssl.SSLContext:
    context.minimum_version = context.maximum_version = version
    if alpn:
        context.set_alpn_protocols(list(alpn))
    return context


def _run(
    made: Session,
    client: ssl.SSLContext,
    server: ssl.SSLContext,
    host: str,
    parts: Sequence[tuple[str, bytes]],
) -> None:
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(to_client, to_server, server_hostname=host)
    theirs = server.wrap_bio(to_server, to_client, server_side=True)

    def carry(way: str, bio: ssl.MemoryBIO) -> bytes:
        octets = bio.read()
        if octets:
            made.sent.append((way, octets))
        return octets

    def step(way: str, side: ssl.SSLObject, out: ssl.MemoryBIO, into: ssl.MemoryBIO) -> None:
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError:
            made.refused = True
        # What was written is noted and handed on.
        octets = carry(way, out)
        out.write(octets)

    for _ in range(4):
        step("up", ours, to_server, to_client)
        if made.refused:
            return
        step("down", theirs, to_client, to_server)
    for way, octets in parts:
        side, other = (ours, theirs) if way == "up" else (theirs, ours)
        out = to_server if way == "up" else to_client
        _pass_on(other, side)
        side.write(octets)
        sealed = carry(way, out)
        out.write(sealed)
        _pass_on(side, other)


def _pass_on(side: ssl.SSLObject, other: ssl.SSLObject) -> None:
    """Let a side read what is there."""
    for one in (side, other):
        try:
            while one.read(65_536):
                pass
        except ssl.SSLWantReadError:
            pass


@cache
def _pair(host: str) -> tuple[bytes, bytes]:
    """A certificate that signed itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(serialization.Encoding.PEM), private


def hpack(*headers: tuple[str, str]) -> bytes:
    """Headers as literals that are not indexed, names too (RFC 7541 §6.2.2)."""
    return b"".join(
        b"\0" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()
        for name, value in headers
    )


def http2_frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    """One HTTP/2 frame (RFC 9113 §4.1)."""
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload
