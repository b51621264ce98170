"""Fields of a message -> ProtocolFacts: that the protocol is spoken, and each field that is told."""

from __future__ import annotations

from collections.abc import Iterable

from harness.model.facts import Facts, NameFact, ProtocolFact
from harness.model.protocols import Protocol
from harness.model.words import NameSource
from harness.wire.positions import Position
from harness.wire.text import is_address


def details(protocol: Protocol, **fields: str | int | bool | None) -> Facts:
    """Give a fact for the protocol and one for each field that says something.

    Args:
        protocol: That the message is of.
        fields: By key; None, the empty text and False say nothing, True is ``yes``.

    >>> [fact[1:] for fact in details(Protocol.MQTT, client_id="app-7", will_topic=None)]
    [(None, None), ('client_id', 'app-7')]
    """
    word = protocol.value
    told = (
        (key, value)
        for key, value in fields.items()
        if value is not None and value is not False and value != ""
    )
    return (
        ProtocolFact(word),
        *[ProtocolFact(word, key, "yes" if value is True else str(value)) for key, value in told],
    )


def listed(protocol: Protocol, key: str, values: Iterable[str]) -> Facts:
    """Give a fact for each value, each value once."""
    return tuple([ProtocolFact(protocol.value, key, value) for value in dict.fromkeys(values) if value])


def messages_of(positions: Iterable[Position]) -> list[str]:
    """Give the messages that positions were sent in, as words."""
    return [position.message.replace(" ", "_") for position in positions]


def named(host: str | None, source: NameSource) -> Facts:
    """Give the name by which a client spoke to its peer; none where it is an address."""
    if host is None or is_address(host):
        return ()
    return (NameFact(host, None, source.value),)
