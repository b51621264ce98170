"""Objects in place of mitmproxy's, drawn by chance: fields that lack, raise, or hold what nobody expects."""

from __future__ import annotations

import random
from typing import Any

HOSTILE: tuple[Any, ...] = (
    None, True, False, -1, 0, 7, 1 << 80, 1.5, float("nan"), float("inf"), "", "a.example", "\x1b[2J\u2028\ud800", "x" * 20_000,
    b"", b"\xff\x00\n", b"a" * 300, [], [1], ("192.0.2.1", 443), ("2001:db8::1", 443, 0, 0), ("a", -5), {"a": 1}, {1: {2: 3}}, object(),
)  # fmt: skip
NESTED = (
    *(
        "client_conn",
        "server_conn",
        "context",
        "client",
        "server",
        "client_hello",
        "request",
        "response",
        "conn",
        "error",
    ),
    *("headers", "websocket"),
)
"""Fields that hold further objects."""
LISTED = ("messages", "questions", "certificate_list", "fields")


class Odd:
    """Any field, drawn when it is asked for; the same one ever after, as of a real object."""

    def __init__(self, chance: random.Random, ids: tuple[str, ...]) -> None:
        self.__dict__["_chance"], self.__dict__["_ids"] = chance, ids

    def __getattr__(self, name: str) -> Any:
        chance = self._chance
        if name.startswith("__") or chance.random() < 0.05:
            raise AttributeError(name)
        if chance.random() < 0.03:
            raise RuntimeError("no such thing in this version")
        found = self._draw(name, chance)
        self.__dict__[name] = found
        return found

    def _draw(self, name: str, chance: random.Random) -> Any:
        if name == "id":
            return chance.choice(self._ids)
        if name in NESTED and chance.random() < 0.9:
            return Odd(chance, self._ids)
        if name in LISTED and chance.random() < 0.8:
            return [Odd(chance, self._ids) for _ in range(chance.randint(1, 3))]
        if name in ("raw_bytes", "get_content", "get"):
            value = chance.choice(HOSTILE)
            return lambda *_, **__: value
        if name in ("peername", "sockname", "address") and chance.random() < 0.7:
            return (f"198.51.100.{chance.randrange(256)}", chance.randrange(65_536))
        if name.startswith("timestamp") and chance.random() < 0.7:
            return 1.7e9 + chance.random()
        if name in ("tls_established", "from_client") and chance.random() < 0.8:
            return chance.random() < 0.5
        if name in ("content", "raw_content") and chance.random() < 0.5:
            return chance.randbytes(chance.randrange(40))
        return chance.choice(HOSTILE)
