"""How a proxy is to run -> its command line, its variables, and the settings that its add-on reads: what to do, none of it done.

Every proxy has a folder of its own:

    events.jsonl   what the add-on writes (``harness.wire.proxy_events``)
    keys.log       secrets of both sides' TLS, in the form of NSS; mitmproxy writes it (``MITMPROXY_SSLKEYLOGFILE``)
    proxy.log      what mitmproxy says of itself
    ca.pem         the CA's certificate, without its key: for devices, and for the evidence
    settings.json  what the add-on reads; holds planted values, so it is no part of the evidence
    program/       the copy of the add-on that runs

The CA lies elsewhere if it is to outlive the folder, so that a device learns it once. Its private key is nowhere else.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from harness.model.interception import Effect
from harness.model.scenario import Interference
from harness.model.words import CaStore

PORT: Final = 8080
PROXY_UID: Final = 61_100
"""User that the proxy runs as where root starts it: in a range that nobody gives users from (systemd, "Users, Groups, UIDs and GIDs on systemd
Systems": 60578 to 61183 are unused), so that every packet of it is told by ``meta skuid``."""
SETTINGS_VARIABLE: Final = "HARNESS_INTERCEPTION"
"""As in ``harness.interception.addon.hooks``."""


class ProxyMode(StrEnum):
    """How connections come to the proxy."""

    TRANSPARENT = "transparent"
    """TCP is redirected to its port; all else passes by it."""
    TUN = "tun"
    """Packets are routed into an interface of its own: it opens QUIC and reads DNS too. mitmproxy 11 and up."""
    REGULAR = "regular"
    """Clients know of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedValue:
    """A planted value and the octets that it may be written as; not in its ``repr``."""

    id: str
    forms: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """How one proxy is to run."""

    program: Path
    """mitmdump."""
    folder: Path
    mode: ProxyMode
    ca_folder: Path
    """Where the CA and its key lie; made where there is none."""
    ca_store: CaStore | None = None
    """Where the devices hold the CA; None: not known, and then nothing is called pinned."""
    port: int = PORT
    """To listen at; in the mode ``tun`` there is none."""
    device: str = "harness0"
    """Name of the interface in the mode ``tun``."""
    quic_blocked: bool = False
    """Whether somebody rejects QUIC (the gateway does, or nobody): recorded here, done there."""
    pass_through: bool = True
    """Whether a client that the proxy stood in the way of is left alone when it comes back."""
    planted: tuple[PlantedValue, ...] = ()
    upstream_authorities: Path | None = None
    """Certificates in PEM that servers are believed by, besides those of the system; for servers of a lab."""
    comment: str = ""
    """Said in the events of what they are; "SYNTHETIC" and a maker's name where a lab makes them up."""
    uid: int | None = None
    """User to run as; None: that of the caller."""
    with_parent: bool = True
    """Whether it ends when the thread ends that started it, however that does."""

    @property
    def events(self) -> Path:
        """Where the add-on writes."""
        return self.folder / "events.jsonl"

    @property
    def key_log(self) -> Path:
        """Where mitmproxy writes secrets."""
        return self.folder / "keys.log"

    @property
    def log(self) -> Path:
        """Where mitmproxy's own words go."""
        return self.folder / "proxy.log"

    @property
    def certificate(self) -> Path:
        """Copy of the CA's certificate."""
        return self.folder / "ca.pem"

    @property
    def interference(self) -> tuple[Interference, ...]:
        """What a cell states of it."""
        blocked = (Interference.QUIC_BLOCKED,) if self.quic_blocked else ()
        return (Interference.TLS_INTERCEPTION, *blocked)


def effects_of(setup: Setup) -> tuple[Effect, ...]:
    """What this way of intercepting changes in what is observed, whatever the product does."""
    always = (
        Effect.LAN_TIMES,
        Effect.LAN_HELLOS,
        Effect.WAN_FINGERPRINT,
        Effect.CONNECTED_FIRST,
        Effect.NO_SNI,
        Effect.WHOLE_BODIES,
    )
    if setup.quic_blocked:
        return (*always, Effect.QUIC_MISSING)
    return always if setup.mode is ProxyMode.TUN else (*always, Effect.QUIC_PASSES)


def settings_of(setup: Setup) -> dict[str, Any]:
    """What the add-on reads."""
    return {
        "events": str(setup.events),
        "ca_store": None if setup.ca_store is None else setup.ca_store.value,
        "comment": setup.comment,
        "mode": setup.mode.value,
        "quic": "block" if setup.quic_blocked else "pass",
        "pass_through": setup.pass_through,
        "strategy": "eager",
        "effects": [one.value for one in effects_of(setup)],
        "interference": [one.value for one in setup.interference],
        "needles": [
            {"id": one.id, "forms": [base64.b64encode(form).decode() for form in one.forms]}
            for one in setup.planted
        ],
    }


def command_of(setup: Setup, setpriv: str) -> tuple[str, ...]:
    """The command line: mitmdump, by ``setpriv`` (util-linux), which gives it its user and its end.

    Only what a TUN interface needs is left to it of root's rights (capabilities(7)).

    >>> command_of(Setup(program=Path("mitmdump"), folder=Path("f"), mode=ProxyMode.REGULAR, ca_folder=Path("c")), "setpriv")[:4]
    ('setpriv', '--no-new-privs', '--pdeathsig', 'TERM')
    """
    limits = ["--no-new-privs", *(("--pdeathsig", "TERM") if setup.with_parent else ())]
    if setup.uid is not None:
        kept = ",+net_admin" if setup.mode is ProxyMode.TUN else ""
        limits += ["--reuid", str(setup.uid), "--regid", str(setup.uid), "--clear-groups"]
        limits += [f"--inh-caps=-all{kept}", f"--ambient-caps=-all{kept}", f"--bounding-set=-all{kept}"]
    listening = ("--listen-port", str(setup.port))
    mode = f"tun:{setup.device}" if setup.mode is ProxyMode.TUN else setup.mode.value
    options = [
        f"confdir={setup.ca_folder}",
        # Devices may have public addresses; who may come is the gateway's to say.
        "block_global=false",
        # With "lazy" clients that wait for the server to speak first wait for ever.
        "connection_strategy=eager",
        "flow_detail=0",
        "termlog_verbosity=warn",
    ]
    if setup.upstream_authorities is not None:
        options.append(f"ssl_verify_upstream_trusted_ca={setup.upstream_authorities}")
    return (
        *(setpriv, *limits, str(setup.program), "--mode", mode),
        *(() if setup.mode is ProxyMode.TUN else listening),
        *("--scripts", str(setup.folder / "program" / "load.py")),
        *(part for option in options for part in ("--set", option)),
    )


def environment_of(setup: Setup, own: Mapping[str, str]) -> dict[str, str]:
    """Variables of the process: little of the caller's, so that neither their Python nor their proxy is its own."""
    kept: Sequence[str] = ("PATH", "LANG", "TZ")
    return {
        **{name: own[name] for name in kept if name in own},
        "HOME": str(setup.folder),
        # What cannot be written need not be tried: the environment belongs to another user.
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "MITMPROXY_SSLKEYLOGFILE": str(setup.key_log),
        SETTINGS_VARIABLE: str(setup.folder / "settings.json"),
    }
