"""mitmproxy's hooks -> events: what mitmproxy calls this by, and what becomes of each call (docs.mitmproxy.org, "Event Hooks").

The file begins with ``began``: who wrote it, how the proxy was set, what that changes in what is observed, and where the CA is held. A file that
goes on another one, which was moved away, tells of the connections that are open first.

Blind spots: what was passed through is seen by its hello and its ends alone. Version 8 has no hook for a server that cannot be reached: it is told when the
client leaves. QUIC is never passed through (``told.can_pass``). A fault in here costs one event, and is told by an event.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from . import told
from .guarding import guarded
from .lines import Lines
from .needles import Needles
from .open_clients import OpenClients
from .refusals import (
    CA_NOT_ACCEPTED,
    CLOSED_WITHOUT_DATA,
    HANDSHAKE_FAILED,
    UPSTREAM_REFUSED,
    Refusals,
    is_distrust,
)
from .searching import Searching
from .streams import let_through

FORM: Final = 1
"""Of the lines; counts up when what is there means something else."""
SETTINGS: Final = "HARNESS_INTERCEPTION"
"""Variable that names the file of settings (``harness.interception.setup``)."""
Event = dict[str, Any]


class Hooks:
    """Writes what mitmproxy tells of, by the settings of ``harness.interception.setup``."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings
        self._passes = settings.get("pass_through") is not False
        self._clients = OpenClients()
        self._refusals = Refusals()
        self._searching = Searching(Needles(settings.get("needles") or ()))
        self._lines = Lines(Path(str(settings["events"])), self._opening)
        self._lines.begin()

    def tell(self, ev: str, **fields: Any) -> None:
        """Write one event."""
        self._lines.write({"ev": ev, "t": time.time(), **fields})

    def _opening(self, goes_on: bool) -> Iterator[Event]:  # noqa: FBT001 - Lines asks it
        version = told.field_of(sys.modules.get("mitmproxy.version"), "VERSION")
        keep = ("comment", "ca_store", "mode", "quic", "pass_through", "strategy", "effects", "interference")
        yield {
            "ev": "began",
            "t": time.time(),
            "form": FORM,
            "goes_on": goes_on,
            "mitmproxy": version,
            "searched_for": len(self._searching.needles),
            **{name: self._settings[name] for name in keep if name in self._settings},
        }
        for client in self._clients.all() if goes_on else ():
            yield {"ev": "client_open", "t": time.time(), "client": told.client(client)}

    @guarded
    def running(self) -> None:
        """The proxy listens."""
        self.tell("running")

    def done(self) -> None:
        """The proxy ends."""
        self.tell("ended")
        self._lines.close()

    @guarded
    def client_connected(self, client: Any) -> None:
        """A client came."""
        self._clients.came(client)
        self.tell("client_connected", client=told.client(client))

    @guarded
    def client_disconnected(self, client: Any) -> None:
        """A client left: perhaps without a word, perhaps because its server could not be reached."""
        known = self._clients.left(client)
        for server, _ in known.unreached.values():
            self.tell("server_connect_error", client=told.key_of(client), server=told.server(server))
        silent = (
            known.is_intercepted and told.field_of(client, "tls_established") is True and not known.octets
        )
        if silent:
            self._refusals.refused(known.destination, CLOSED_WITHOUT_DATA)
        self._searching.forget(told.key_of(client))
        self.tell(
            "client_disconnected", client=told.client(client), app_bytes=known.octets, suspected_pin=silent
        )

    @guarded
    def server_connect(self, data: Any) -> None:
        """The proxy is about to connect."""
        self._clients.begun(data.client, data.server)
        self.tell("server_connect", client=told.key_of(data.client), server=told.server(data.server))

    @guarded
    def server_connected(self, data: Any) -> None:
        """The server answered. mitmproxy's own times are those of a clock that can be set, so it is timed here too: but not what answers nobody (UDP)."""
        took, server = self._clients.reached(data.client, data.server), told.server(data.server)
        server["steady_ms"] = took if server["transport"] == "tcp" else None
        self.tell("server_connected", client=told.key_of(data.client), server=server)

    @guarded
    def server_connect_error(self, data: Any) -> None:
        """It did not: the client believes itself connected all the same."""
        self._clients.reached(data.client, data.server)
        self.tell("server_connect_error", client=told.key_of(data.client), server=told.server(data.server))

    @guarded
    def tls_clienthello(self, data: Any) -> None:
        """A client begins TLS; on a retry it is passed through."""
        client, hello = data.context.client, data.client_hello
        address, sni = told.field_of(data.context, "server", "address"), told.field_of(hello, "sni")
        known = self._clients.known(client)
        known.destination = (str(address), str(sni))
        why = self._refusals.why(known.destination) if self._passes else None
        known.is_intercepted = why is None or not told.can_pass(client)
        if not known.is_intercepted:
            data.ignore_connection = True
        self.tell(
            "tls_clienthello",
            client=told.key_of(client),
            sni=sni,
            alpn_offers=told.field_of(hello, "alpn_protocols"),
            server=address,
            passthrough=not known.is_intercepted,
            why=why,
            **told.hello(hello),
        )

    @guarded
    def tls_established_client(self, data: Any) -> None:
        """TLS with the client stands."""
        self.tell("tls_established_client", client=told.client(data.context.client))

    @guarded
    def tls_failed_client(self, data: Any) -> None:
        """The client gave the handshake up."""
        error = told.field_of(data, "conn", "error") or told.field_of(data, "context", "client", "error")
        known = self._clients.known(data.context.client)
        why = CA_NOT_ACCEPTED if is_distrust(error) else HANDSHAKE_FAILED
        self._refusals.refused(known.destination, why)
        client, server = told.client(data.context.client), told.server(data.context.server)
        self.tell("tls_failed_client", client=client, server=server, err=error)

    @guarded
    def tls_established_server(self, data: Any) -> None:
        """TLS with the server stands."""
        client, server = data.context.client, data.context.server
        self.tell("tls_established_server", client=told.key_of(client), server=told.server(server))

    @guarded
    def tls_failed_server(self, data: Any) -> None:
        """The proxy did not get along with the server, or does not believe its certificate."""
        client, server = data.context.client, data.context.server
        error = told.field_of(data, "conn", "error") or told.field_of(server, "error")
        self._refusals.refused(self._clients.known(client).destination, UPSTREAM_REFUSED)
        self.tell("tls_failed_server", client=told.key_of(client), server=told.server(server), err=error)

    @guarded
    def quic_start_client(self, data: Any) -> None:
        """A client begins QUIC, where the mode takes it."""
        self.tell("quic_start_client", client=told.client(data.context.client))

    @guarded
    def requestheaders(self, flow: Any) -> None:
        """A request began: who leaves in the middle of it has not left without a word."""
        self._heard(flow, 1)
        let_through(flow.request)

    @guarded
    def responseheaders(self, flow: Any) -> None:
        """An answer began."""
        let_through(flow.response)

    @guarded
    def request(self, flow: Any) -> None:
        """A request came whole."""
        self._heard(flow, told.octets(flow.request))
        self._of_flow("request", flow, **told.request(flow.request))
        self._search(flow, self._searching.of_exchange(flow.request, "up"))

    @guarded
    def response(self, flow: Any) -> None:
        """An answer came whole; without one of a server it is the proxy's own."""
        self._of_flow(
            "response",
            flow,
            code=told.field_of(flow, "response", "status_code"),
            n=told.octets(flow.response),
            type=told.header(flow.response, "content-type"),
            ttfb_ms=told.milliseconds(
                told.field_of(flow, "request", "timestamp_end"),
                told.field_of(flow, "response", "timestamp_start"),
            ),
        )
        self._search(flow, self._searching.of_exchange(flow.response, "down"))

    @guarded
    def websocket_message(self, flow: Any) -> None:
        """A message of WebSocket."""
        self._message(flow, flow.websocket.messages[-1])

    @guarded
    def tcp_start(self, flow: Any) -> None:
        """Octets of no protocol that the proxy knows."""
        self._of_flow("tcp_start", flow)

    @guarded
    def tcp_message(self, flow: Any) -> None:
        """Some of them."""
        self._message(flow, flow.messages[-1])

    @guarded
    def tcp_end(self, flow: Any) -> None:
        """They ended."""
        self._of_flow("tcp_end", flow, **self._sums(flow))

    @guarded
    def tcp_error(self, flow: Any) -> None:
        """They ended, and not well."""
        self._of_flow("tcp_end", flow, **self._sums(flow), err=told.field_of(flow, "error", "msg"))

    @guarded
    def udp_message(self, flow: Any) -> None:
        """A datagram."""
        self._message(flow, flow.messages[-1])

    @guarded
    def udp_end(self, flow: Any) -> None:
        """No more datagrams came."""
        self._of_flow("udp_end", flow, **self._sums(flow))

    @guarded
    def dns_request(self, flow: Any) -> None:
        """A question to a resolver."""
        asked = told.field_of(flow, "request", "questions") or ()
        self._of_flow("dns_request", flow, q=[told.field_of(one, "name") for one in asked])

    @guarded
    def error(self, flow: Any) -> None:
        """An exchange of HTTP broke off."""
        self._of_flow("flow_error", flow, err=told.field_of(flow, "error", "msg"))

    def _of_flow(self, ev: str, flow: Any, **fields: Any) -> None:
        client, server = told.field_of(flow, "client_conn"), told.field_of(flow, "server_conn")
        flow_id = told.field_of(flow, "id")
        self.tell(ev, client=told.key_of(client), server=told.server(server), flow=flow_id, **fields)

    def _heard(self, flow: Any, octets: int) -> None:
        known = self._clients.known(flow.client_conn)
        known.octets += octets
        if known.is_intercepted and octets:
            self._refusals.heard(known.destination)

    def _message(self, flow: Any, message: Any) -> None:
        data, up = told.field_of(message, "content"), told.field_of(message, "from_client") is True
        data = data if isinstance(data, bytes) else b""
        known = self._clients.known(flow.client_conn)
        known.count(len(data), up=up)
        if up:
            self._heard(flow, len(data))
        self._search(
            flow, self._searching.of_stream(told.key_of(flow.client_conn), data, "up" if up else "down")
        )

    def _sums(self, flow: Any) -> Event:
        known = self._clients.known(flow.client_conn)
        return {"up": known.up, "down": known.down, "msgs": known.messages}

    def _search(self, flow: Any, found: Iterator[Event]) -> None:
        for one in found:
            self._of_flow("content", flow, **one)


def loaded(environment: Mapping[str, str]) -> list[Hooks]:
    """What mitmproxy is to call: none where no settings are named, as when it is only looked at."""
    path = environment.get(SETTINGS)
    return [] if path is None else [Hooks(json.loads(Path(path).read_text("utf-8")))]


addons = loaded(os.environ)
