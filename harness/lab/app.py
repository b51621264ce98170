"""The drone app: does what the script says, step by step, and writes down what it did as it sees it itself.

``python -m harness.lab.app FOLDER OPTIONS`` runs inside a lab whose servers are ready. Each conversation is a
thread in the namespace of its device. ``app.jsonl`` gets one line for each conversation, lookups of names included:
``act``, ``step``, ``device``, ``speech``, ``name`` (null: none), ``transport``, ``local`` and ``remote`` (address and
port), ``up`` and ``down`` (octets of transport payload), ``began_ns``, ``ended_ns``, and ``outcome`` or ``error``.
``steps.json`` gets the steps with their times. That is the truth that captures are held against: nothing in it comes
from a packet.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from harness.lab.dns_messages import AAAA, A, address_in, question
from harness.lab.lines import Line, TcpLine, TlsLine, UdpLine
from harness.lab.namespaces import entered
from harness.lab.script import STEPS, Act, acts, full
from harness.lab.speech import SPEECHES, doh
from harness.lab.trust import client_context, files_in
from harness.lab.world import DEVICES, RESOLVER, Machine

PAUSE_S: Final = 1.0
"""Between two times of what is done again and again."""
_WEB: Final = ("http", "doh", "firmware")
"""Speeches that are HTTP."""
_LAB_PORT: Final = 14550


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the app is run."""

    steps: tuple[str, ...] = STEPS
    seconds: float = 0.0
    """At least so long, all steps together."""
    silent: bool = False
    """In local data mode."""


@dataclass(slots=True, kw_only=True)
class Told:
    """One conversation, as the app saw it."""

    act: str
    step: str
    device: str
    speech: str
    name: str | None
    transport: str
    local: tuple[str, int] | None = None
    remote: tuple[str, int] | None = None
    up: int = 0
    down: int = 0
    began_ns: int = field(default_factory=time.time_ns)
    ended_ns: int = 0
    outcome: str | None = None
    error: str | None = None


class App:
    """The app on its devices."""

    def __init__(self, folder: Path) -> None:
        self._log = (folder / "app.jsonl").open("x", encoding="utf-8")
        self._writing = threading.Lock()
        self._authority = files_in(folder).authority
        self._trusted = folder / "trusted.pem"
        self._keylog = folder / "app.keylog"

    def run(self, options: Options) -> list[dict[str, Any]]:
        """Do all steps; each with its times."""
        found = []
        for step in options.steps:
            began_ns = time.time_ns()
            end = time.monotonic() + options.seconds / len(options.steps)
            doing = acts(step, silent=options.silent)
            self._together(doing)
            again = tuple(act for act in doing if act.again)
            while (left := end - time.monotonic()) > 0:
                time.sleep(min(left, PAUSE_S))
                self._together(again)
            found.append({"id": step, "from_ns": began_ns, "to_ns": time.time_ns()})
        return found

    def _together(self, doing: tuple[Act, ...]) -> None:
        threads = [threading.Thread(target=self._do, args=(act,)) for act in doing]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _do(self, act: Act) -> None:
        device = next(one for one in DEVICES if one.id == act.device)
        with entered(device.id):
            if self._contact(act, device, act.host) or act.otherwise is None:
                return
            self._contact(act, device, act.otherwise)

    def _contact(self, act: Act, device: Machine, host: str) -> bool:
        """Find a host and speak with it; whether that went well."""
        if act.local:
            address: str | None = next(one.v4 for one in DEVICES if one.id == host)
        else:
            address = (self._ask_https if act.by_doh else self._ask)(act, device, full(host))
        if address is None:
            return False
        told = self._told(act, act.speech, None if act.local else full(host), udp=act.udp)

        def speak() -> str:
            if act.speech == "quic":
                return self._quic(act, device, str(address), full(host), told)
            line = self._line(act, device, str(address), full(host), told)
            return self._over(line, told, lambda: SPEECHES[act.speech](line, full(host), act.octets))

        return self._write(told, speak)

    def _told(self, act: Act, speech: str, name: str | None, *, udp: bool) -> Told:
        transport = "udp" if udp else "tcp"
        return Told(
            act=act.id, step=act.step, device=act.device, speech=speech, name=name, transport=transport
        )

    def _line(self, act: Act, device: Machine, address: str, name: str, told: Told) -> Line:
        told.remote = (address, act.port)
        if act.udp:
            datagrams = UdpLine(device, address, act.port)
            told.local = datagrams.socket.getsockname()[:2]
            return datagrams
        stream = TcpLine(device, address, act.port)
        told.local = stream.socket.getsockname()[:2]
        if act.tls is None:
            return stream
        trusted = self._authority if act.pinned else self._trusted
        try:
            return TlsLine(
                stream, client_context(trusted, act.tls, web=act.speech in _WEB, keylog=self._keylog), name
            )
        except (OSError, ssl.SSLError):
            stream.close()
            raise
        finally:
            told.up, told.down = stream.up, stream.down

    @staticmethod
    def _over(line: Line, told: Told, speak: Callable[[], str]) -> str:
        try:
            return speak()
        finally:
            line.close()
            told.up, told.down = line.up, line.down

    def _quic(self, act: Act, device: Machine, address: str, name: str, told: Told) -> str:
        from harness.lab.http3 import post  # noqa: PLC0415 - of the extra `lab`

        family, own = (socket.AF_INET6, device.v6) if ":" in address else (socket.AF_INET, device.v4)
        bound = socket.socket(family, socket.SOCK_DGRAM)
        bound.bind((own, 0))
        told.local, told.remote = bound.getsockname()[:2], (address, act.port)
        done = asyncio.run(post(bound, address, name, act.octets, self._trusted, self._keylog))
        told.up, told.down = done.up, done.down
        return f"HTTP/3 {done.status}"

    def _ask(self, act: Act, device: Machine, name: str) -> str | None:
        """Ask the resolver that the device was given."""
        told = self._told(act, "dns", name, udp=True)
        found: list[str | None] = []

        def ask() -> str:
            line = UdpLine(device, RESOLVER[0], 53)
            told.local, told.remote = line.socket.getsockname()[:2], (RESOLVER[0], 53)

            def speak() -> str:
                line.send(question(told.began_ns & 0xFFFF, name, A if act.version == 4 else AAAA))
                found.append(address_in(line.some()))
                return found[0] or "no such name"

            return self._over(line, told, speak)

        return found[0] if self._write(told, ask) else None

    def _ask_https(self, act: Act, device: Machine, name: str) -> str | None:
        """Ask the app's own resolver over HTTPS, whose name the given resolver tells."""
        resolver = full("doh")
        address = self._ask(act, device, resolver)
        if address is None:
            return None
        told = self._told(act, "doh", resolver, udp=False)
        found: list[str | None] = []
        asking = Act(id=act.id, step=act.step, speech="doh", host="doh", port=443, tls="1.3")

        def ask() -> str:
            line = self._line(asking, device, address, resolver, told)

            def speak() -> str:
                found.append(address_in(doh(line, resolver, name, version=act.version)))
                return f"{name}: {found[0] or 'no such name'}"

            return self._over(line, told, speak)

        return found[0] if self._write(told, ask) else None

    def _write(self, told: Told, do: Callable[[], str]) -> bool:
        """Do something and write down what came of it."""
        try:
            told.outcome = do()
        except (OSError, ssl.SSLError, ValueError, ImportError) as fault:
            told.error = f"{type(fault).__name__}: {fault}"
        told.ended_ns = time.time_ns()
        with self._writing:
            self._log.write(json.dumps(asdict(told)) + "\n")
            self._log.flush()
        return told.error is None


def main(folder: Path, options: Options) -> None:
    """Run it, with a place on the phone that takes what the aircraft tells it."""
    phone = next(device for device in DEVICES if device.id == "phone")
    with entered(phone.id):
        taken = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        taken.bind((phone.v4, _LAB_PORT))
    steps = App(folder).run(options)
    (folder / "steps.json").write_text(json.dumps(steps, indent=1) + "\n", encoding="ascii")
    taken.close()


if __name__ == "__main__":
    given = json.loads(sys.argv[2])
    main(Path(sys.argv[1]), Options(**{**given, "steps": tuple(given["steps"])}))
