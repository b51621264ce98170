"""What a name costs that stands in QUIC: ``python -m tests.bench.quic_names``.

Reads 1,000 Initial packets of as many clients, each of 1,200 octets with a hello of 380 that has a name, and the same datagrams
with a short header instead, which hold no name. CPU time of the best of ten; the difference is the names'.
"""

from __future__ import annotations

import io
import time

from harness.sources.capture_reader import read_capture
from tests.support import frames
from tests.support.conversations import MS, PHONE, SERVER, every
from tests.support.quic_packets import crypto, initial, quic_hello

NAMES, ROUNDS = 1_000, 10
SHORT_HEADER = b"\x40"


def captures() -> tuple[bytes, bytes]:
    """With names, and without."""
    sealed = [
        initial(
            crypto(quic_hello(f"host-{number}.example", 300)),
            destination=number.to_bytes(8, "big"),
            padded=1200,
        )
        for number in range(NAMES)
    ]
    hidden = [SHORT_HEADER + octets[1:] for octets in sealed]
    return _capture(sealed), _capture(hidden)


def _capture(datagrams: list[bytes]) -> bytes:
    packets = [
        frames.ethernet(frames.ip(PHONE, SERVER, 17, frames.udp(1024 + number, 443, octets)))
        for number, octets in enumerate(datagrams)
    ]
    return frames.pcap(every(MS, packets))


def cpu_s(octets: bytes, names: int) -> float:
    """CPU time of reading a capture once, which must give so many names."""
    began = time.process_time()
    read = read_capture(io.BytesIO(octets), "a.pcap", idle_timeout_s=300)
    took = time.process_time() - began
    if len(read.names) != names:
        raise RuntimeError(f"{len(read.names)} names instead of {names}")
    return took


def main() -> None:
    """Print the figures."""
    named, nameless = captures()
    cpu_s(named, NAMES)  # compiles and imports
    pairs = [(cpu_s(named, NAMES), cpu_s(nameless, 0)) for _ in range(ROUNDS)]
    with_names, without = (min(times) for times in zip(*pairs, strict=True))
    print(f"{NAMES} QUIC hellos: {with_names:.3f} s, the same datagrams without: {without:.3f} s")
    print(f"names: {with_names - without:.3f} CPU s, {(with_names - without) / NAMES * 1e6:.0f} µs each")


if __name__ == "__main__":
    main()
