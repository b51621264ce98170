"""MessageRows: what the messages of one capture told, each fact in the table of its kind, with where it was seen."""

from __future__ import annotations

from dataclasses import dataclass, field

from harness.model.facts import Facts, HelloFact, NameFact, RequestFact, ServiceFact
from harness.sources.hello_rows import HelloRow, HelloRows
from harness.sources.name_rows import NameRow, NameRows
from harness.sources.protocol_rows import ProtocolRow, ProtocolRows
from harness.sources.request_rows import RequestRow, RequestRows
from harness.sources.service_rows import ServiceRow, ServiceRows


@dataclass(frozen=True, slots=True)
class MessageRows:
    """Growing tables."""

    names: NameRows = field(default_factory=NameRows)
    hellos: HelloRows = field(default_factory=HelloRows)
    services: ServiceRows = field(default_factory=ServiceRows)
    protocols: ProtocolRows = field(default_factory=ProtocolRows)
    requests: RequestRows = field(default_factory=RequestRows)

    def keep(self, flow: int, side: int, time_ns: int, packet: int, facts: Facts) -> None:
        """Add what a message told.

        Args:
            flow: Mark of the flow that carried it.
            side: Who sent it, 0 for A.
            time_ns: Of the packet that made it whole.
            packet: Number of that packet.
            facts: In the message's order.
        """
        for fact in facts:
            if isinstance(fact, NameFact):
                self.names.append(NameRow(flow, side, time_ns, packet, fact))
            elif isinstance(fact, ServiceFact):
                self.services.append(ServiceRow(flow, side, time_ns, packet, fact))
            elif isinstance(fact, HelloFact):
                self.hellos.append(HelloRow(flow, side, time_ns, packet, fact))
            elif isinstance(fact, RequestFact):
                self.requests.append(RequestRow(flow, side, time_ns, packet, fact))
            else:
                self.protocols.append(ProtocolRow(flow, side, time_ns, packet, fact))
