"""Rows of what messages told, and what follows from them of flows, for tests of stages; all made up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from harness.stages.endpoints import gather_endpoints_of_parts
from harness.stages.proxied import own_names_of, proxied_flows
from harness.stages.resolvers import Resolvers
from harness.stages.traits import gather_traits
from harness.tables.content import UNDECODED
from harness.tables.dns_services import DNS_SERVICES
from harness.tables.endpoints import ENDPOINT_KEY
from harness.tables.flows import FLOWS
from harness.tables.handshakes import HANDSHAKES
from harness.tables.hellos import HELLOS
from harness.tables.interception import PROXY_FAILURES
from harness.tables.names import NAMES
from harness.tables.parts import FactParts, Parts, Whole
from harness.tables.protocols import PROTOCOLS
from harness.tables.requests import REQUESTS
from harness.tables.round_trips import ROUND_TRIPS
from harness.tables.tls_sessions import TLS_SESSIONS
from tests.support.places_example import frame
from tests.support.tables import START_NS

Row = dict[str, Any]
PHONE, SERVER = "192.168.1.20", "198.51.100.7"
SEEN = {"capture": "c0", "vantage": "app", "time_ns": START_NS, "packet": 1, "flow_id": 0}


def hello(sni: str | None = "a.example", flow_id: int = 0, **given: Any) -> Row:
    """One HELLOS row of TLS, whole and without an encrypted hello."""
    row = {
        "by_client": True, "transport": "tls", "sni": sni, "alpn": ["h2"], "versions": ["1.3"], "ech": False,
        "ech_type": None, "ech_config_id": None, "ja4": "t13d", "complete": True, "random": None,
    }  # fmt: skip
    return SEEN | row | {"flow_id": flow_id} | given


def protocol(
    word: str, key: str | None = None, value: str | None = None, flow_id: int = 0, **given: Any
) -> Row:
    """One PROTOCOLS row that the client told."""
    return (
        SEEN | {"by_client": True, "protocol": word, "key": key, "value": value, "flow_id": flow_id} | given
    )


def target(value: str = "cloud.example:443", word: str = "http", flow_id: int = 0, **given: Any) -> Row:
    return protocol(word, "target", value, flow_id, **given)


def keys(flow_id: int = 9, **given: Any) -> Row:
    """One DNS_SERVICES row with keys for encrypted hellos."""
    row = {
        "client_ip": PHONE, "resolver_ip": "192.168.1.1", "owner": "a.example", "target": "a.example", "priority": 1,
        "alpn": ["h2"], "ech": True, "ttl_s": 300, "ech_config_ids": [], "ech_public_names": [],
    }  # fmt: skip
    return SEEN | row | {"flow_id": flow_id} | given


def request(seen_by: str = "keylog", flow_id: int | None = 0) -> Row:
    """One REQUESTS row of which only who read it is of interest."""
    return dict.fromkeys(REQUESTS.columns) | SEEN | {"flow_id": flow_id, "seen_by": seen_by}


def failure(reason: str = "ca_not_accepted", flow_id: int | None = 0, **given: Any) -> Row:
    """One PROXY_FAILURES row, of a CA of which it is not known where it was."""
    return dict.fromkeys(PROXY_FAILURES.columns) | SEEN | {"flow_id": flow_id, "reason": reason} | given


def session(opened: bool = True, messages: int = 1, flow_id: int = 0) -> Row:
    """One TLS_SESSIONS row."""
    row = {"transport": "tls", "has_secrets": True, "why_not": None, "opened": opened, "messages": messages}
    return SEEN | row | {"flow_id": flow_id}


def unread(flow_id: int | None = 0) -> Row:
    """One UNDECODED row."""
    row = dict.fromkeys(UNDECODED.columns) | SEEN
    return row | {"flow_id": flow_id, "reason": "damaged", "octets": 9}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Facts in rows; whatever is not given was not seen."""

    flows: Sequence[Row]
    hellos: Sequence[Row] = ()
    names: Sequence[Row] = ()
    protocols: Sequence[Row] = ()
    services: Sequence[Row] = ()
    requests: Sequence[Row] = ()
    failures: Sequence[Row] = ()
    sessions: Sequence[Row] = ()
    unread: Sequence[Row] = ()
    resolvers: dict[str, str] | None = None
    """Address to ``dns`` or ``httpdns``, at every port."""
    other_names: Sequence[str] = ()

    def parts(self, of: Callable[[pl.DataFrame], Parts] = Whole) -> FactParts:
        """The tables, each made into parts."""
        return FactParts(
            flows=of(frame(FLOWS, *self.flows)),
            handshakes=of(HANDSHAKES.empty()),
            round_trips=of(ROUND_TRIPS.empty()),
            names=of(frame(NAMES, *self.names)),
            hellos=of(frame(HELLOS, *self.hellos)),
            dns_services=of(frame(DNS_SERVICES, *self.services)),
            protocols=of(frame(PROTOCOLS, *self.protocols)),
            requests=of(frame(REQUESTS, *self.requests)),
            proxy_failures=of(frame(PROXY_FAILURES, *self.failures)),
            tls_sessions=of(frame(TLS_SESSIONS, *self.sessions)),
            undecoded=of(frame(UNDECODED, *self.unread)),
            minutes=None,
        )


def traits_and_obscured(
    seen: Seen, of: Callable[[pl.DataFrame], Parts] = Whole
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """TRAITS and OBSCURED by the chain that makes them."""
    facts = seen.parts(of)
    proxied = proxied_flows(facts.protocols, facts.names, facts.flows)
    own = own_names_of(facts.names, proxied)
    endpoints = gather_endpoints_of_parts(facts.flows, own, facts.round_trips, facts.hellos)
    given = pl.DataFrame(
        list((seen.resolvers or {}).items()),
        schema={"server_ip": pl.String, "resolver": pl.String},
        orient="row",
    )
    found = endpoints.join(given, on="server_ip").select(*ENDPOINT_KEY, "resolver")
    resolvers = Resolvers(found, pl.Series(sorted(seen.other_names), dtype=pl.String))
    return gather_traits(facts, endpoints, resolvers, proxied)


def kinds(seen: Seen) -> list[str]:
    """Kinds of blind spot that OBSCURED tells."""
    return traits_and_obscured(seen)[1]["kind"].to_list()
