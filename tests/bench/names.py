"""What naming costs: ``python -m tests.bench.names``.

25,000 ClientHellos and 25,000 answers of DNS as the flow-heavy capture has them, through ``NameCollector``; then the hellos of
browsers, which shuffle their extensions, and plain requests of HTTP. Processor time of the best of ``ROUNDS``, with and
without known shapes of hellos, turn by turn in one process.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from harness.kernel.codes import K_DNS, K_HTTP, K_TLS
from harness.kernel.records import EVENT
from harness.model.facts import Facts
from harness.sources.name_collector import NameCollector
from harness.wire.hello_shapes import HelloShapes
from tests.bench.messages import client_hello, dns_answer, server_name
from tests.support.wire_messages import alpn, extension, hello, numbers, records, vector
from tests.support.wire_messages import server_name as name_extension

MESSAGES, ROUNDS, AT_ONCE = 25_000, 7, 4_096
Batch = tuple[NDArray[np.uint8], NDArray[np.void]]


class NoShapes(HelloShapes):
    """Every hello is read."""

    def known(self, data: bytes) -> Facts | None:
        return None

    def learn(self, data: bytes, facts: Facts) -> None:
        pass


def events(kind: int, payloads: Sequence[bytes]) -> Batch:
    """Buffer and events as the kernel gives them, each message of a flow of its own."""
    made = np.zeros(len(payloads), dtype=EVENT)
    octets = np.array([len(payload) for payload in payloads])
    made["kind"], made["octets"], made["offset"] = kind, octets, np.cumsum(octets) - octets
    made["row"] = made["flow"] = made["number"] = np.arange(len(payloads))
    return np.frombuffer(b"".join(payloads), dtype=np.uint8), made


def browser_hello(number: int, chance: random.Random) -> bytes:
    """A hello with 15 extensions in any order and numbers of GREASE."""
    grease = [0x0A0A + 0x1010 * chance.randrange(16) for _ in range(3)]
    parts = [
        *(name_extension(server_name(number).encode()), alpn(b"h2", b"http/1.1"), extension(51, bytes(1258))),
        extension(43, vector(numbers(grease[0], 0x0304, 0x0303), 1)),
        extension(13, vector(numbers(0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601), 2)),
        *(extension(kind, b"\0\1\0") for kind in (23, 65281, 10, 11, 35, 5, 18, 45, 27, 17613)),
    ]
    chance.shuffle(parts)
    suites = (
        grease[1],
        0x1301,
        0x1302,
        0x1303,
        0xC02B,
        0xC02F,
        0xC02C,
        0xC030,
        0xCCA9,
        0xCCA8,
        0xC013,
        0xC014,
    )
    return records(hello(extension(grease[2], b""), *parts, suites=suites, session_id=bytes(32)))


def plain_request(number: int) -> bytes:
    """A GET with the fields that clients commonly send."""
    return (
        b"GET /v1/config/%d?model=k HTTP/1.1\r\nHost: %s\r\nUser-Agent: App/1.4 (Linux; Android 14)\r\n"
        b"Accept: application/json\r\nAccept-Encoding: gzip, deflate\r\nAccept-Language: en\r\n"
        b"Connection: keep-alive\r\n\r\n"
    ) % (number, server_name(number).encode())


def cpu_s(batch: Batch, shapes: HelloShapes) -> float:
    """Processor time of collecting a batch, every message of which must give a name."""
    buffer, made = batch
    collector = NameCollector(lambda row, side: None)
    collector._shapes = shapes
    began = time.process_time()
    for start in range(0, len(made), AT_ONCE):
        collector.take(buffer, made[start : start + AT_ONCE])
    took = time.process_time() - began
    if len(collector.told.names) != len(made):
        raise RuntimeError(f"{len(collector.told.names)} names instead of {len(made)}")
    return took


def turns(batch: Batch) -> tuple[float, float]:
    """Least processor time without and with known shapes."""
    times: dict[type[HelloShapes], list[float]] = {NoShapes: [], HelloShapes: []}
    for _ in range(ROUNDS):
        for shapes, taken in times.items():
            taken.append(cpu_s(batch, shapes()))
    return min(times[NoShapes]), min(times[HelloShapes])


def main() -> None:
    """Print the figures."""
    chance = random.Random(1)
    hellos = [client_hello(n, server_name(n), large=n % 4 == 0) for n in range(MESSAGES)]
    answers = [dns_answer(n, server_name(n), bytes((192, 0, 2, n % 250))) for n in range(MESSAGES)]
    browsers = [browser_hello(n, chance) for n in range(MESSAGES)]
    requests = [plain_request(n) for n in range(MESSAGES)]
    for words, kind, payloads in (
        ("hellos", K_TLS, hellos),
        ("answers of DNS", K_DNS, answers),
        ("hellos of browsers", K_TLS, browsers),
        ("plain requests", K_HTTP, requests),
    ):
        without, with_shapes = turns(events(kind, payloads))
        print(f"{MESSAGES} {words}: {with_shapes:.3f} CPU s, {without:.3f} without known shapes")


if __name__ == "__main__":
    main()
