"""Endpoint selectors: which endpoints a claim allows, forbids or speaks of.

A selector takes an endpoint that any of its keys names, where port and transport hold too. What the
catalogue or a name would have to tell and does not tell leaves it open (``harness.stages.selecting``).
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.rules import Category


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointSelector:
    """Endpoints, by any of the keys; ``ports`` and ``transports`` narrow them, or stand alone."""

    hosts: tuple[str, ...] = ()
    """Exact names, lower case."""
    suffixes: tuple[str, ...] = ()
    """Names, each with everything below it."""
    cidrs: tuple[str, ...] = ()
    """Prefixes without host bits."""
    operators: tuple[str, ...] = ()
    """Who runs the service, as the catalogue spells it."""
    categories: tuple[Category, ...] = ()
    """What the service is for, by the catalogue."""
    rules: tuple[str, ...] = ()
    """Ids of service rules."""
    given_resolvers: bool = False
    """Resolvers that the access network gave, on the ports of DNS."""
    except_operators: tuple[str, ...] = ()
    """Operators whose endpoints it does not take, whatever else names them."""
    ports: tuple[int, ...] = ()
    """Server ports; empty: any."""
    transports: tuple[str, ...] = ()
    """``tcp``, ``udp``; empty: any."""

    @property
    def names_matter(self) -> bool:
        """Whether the answer hangs on a name, by itself or by what the catalogue knows of it."""
        named = self.hosts or self.suffixes or self.operators or self.categories or self.rules
        return bool(named or self.except_operators)

    @property
    def anchored_by_key(self) -> bool:
        """Whether anything but port, transport and left-out operators is asked for."""
        named = self.hosts or self.suffixes or self.operators or self.categories or self.rules
        return bool(named or self.cidrs or self.given_resolvers)
