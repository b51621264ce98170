"""Connections as the app makes them, with every octet that it hands to the kernel or gets from it counted.

The counts are those of transport payload: of TLS its records, of QUIC and UDP whole datagrams. A capture that missed
nothing holds the same; a segment sent twice counts once here.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from typing import Final, Protocol

from harness.lab.world import Machine

TIMEOUT_S: Final = 10.0
_CHUNK: Final = 65_536
_END_S: Final = 5.0


class Line(Protocol):
    """One conversation."""

    @property
    def up(self) -> int:
        """Octets of transport payload sent."""
        ...

    @property
    def down(self) -> int:
        """Octets of transport payload received."""
        ...

    def send(self, octets: bytes) -> None:
        """Say something."""
        ...

    def some(self) -> bytes:
        """Wait for something; empty where the other side has ended.

        Raises:
            OSError: Nothing came in time, or the connection broke.
        """
        ...

    def close(self) -> None:
        """End it."""
        ...


class _SocketLine:
    """A socket whose octets are counted."""

    def __init__(self, connected: socket.socket) -> None:
        self.up = 0
        self.down = 0
        self.socket = connected

    def send(self, octets: bytes) -> None:
        """Hand all of it to the kernel, datagrams in one piece (send(2))."""
        self.socket.sendall(octets)
        self.up += len(octets)

    def some(self) -> bytes:
        """What has come; of datagrams the next."""
        octets = self.socket.recv(_CHUNK)
        self.down += len(octets)
        return octets


class TcpLine(_SocketLine):
    """Octets over TCP."""

    def __init__(self, device: Machine, address: str, port: int) -> None:
        own = device.v6 if ":" in address else device.v4
        super().__init__(
            socket.create_connection((address, port), timeout=TIMEOUT_S, source_address=(own, 0))
        )

    def close(self) -> None:
        """Say that nothing more comes, and read until the other side has said the same."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)
            self.socket.settimeout(_END_S)
            while self.some():
                pass
        self.socket.close()


class TlsLine:
    """TLS over such a line; records pass through memory, so that they can be counted."""

    def __init__(self, below: TcpLine, context: ssl.SSLContext, name: str) -> None:
        self._below = below
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self._in, self._out, server_hostname=name)
        try:
            self._until(self.tls.do_handshake)
        finally:
            # What is left to say, an alert most of all.
            self._flush()

    @property
    def up(self) -> int:
        """Octets of records sent."""
        return self._below.up

    @property
    def down(self) -> int:
        """Octets of records received."""
        return self._below.down

    def _flush(self) -> None:
        if octets := self._out.read():
            self._below.send(octets)

    def _until(self, step: object) -> object:
        while True:
            try:
                value = step()  # type: ignore[operator]
            except ssl.SSLWantReadError:
                self._flush()
                if octets := self._below.some():
                    self._in.write(octets)
                else:
                    self._in.write_eof()
            else:
                self._flush()
                return value

    def send(self, octets: bytes) -> None:
        """Seal it and send it."""
        self._until(lambda: self.tls.write(octets))

    def some(self) -> bytes:
        """What has come, opened."""
        try:
            found = self._until(lambda: self.tls.read(_CHUNK))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""
        return found if isinstance(found, bytes) else b""

    def close(self) -> None:
        """End both."""
        with contextlib.suppress(OSError):
            self.tls.unwrap()
        with contextlib.suppress(OSError):
            self._flush()
        self._below.close()


class UdpLine(_SocketLine):
    """Datagrams to one address."""

    def __init__(self, device: Machine, address: str, port: int, own_port: int = 0) -> None:
        family, own = (socket.AF_INET6, device.v6) if ":" in address else (socket.AF_INET, device.v4)
        super().__init__(socket.socket(family, socket.SOCK_DGRAM))
        self.socket.bind((own, own_port))
        self.socket.connect((address, port))
        self.socket.settimeout(TIMEOUT_S)

    def close(self) -> None:
        """Forget it; nobody is told."""
        self.socket.close()


class Reader:
    """Reads parts of known length or end from a line."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._held = b""

    def exactly(self, octets: int) -> bytes:
        """So many octets.

        Raises:
            ConnectionError: The other side ended before.
        """
        while len(self._held) < octets:
            self._more()
        found, self._held = self._held[:octets], self._held[octets:]
        return found

    def until(self, mark: bytes) -> bytes:
        """All up to a mark, and the mark.

        Raises:
            ConnectionError: The other side ended before.
        """
        while mark not in self._held:
            self._more()
        found, _, self._held = self._held.partition(mark)
        return found + mark

    def _more(self) -> None:
        octets = self._line.some()
        if not octets:
            raise ConnectionError("the server ended the conversation")
        self._held += octets
