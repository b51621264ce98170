"""contacts + places + catalogue -> what the catalogue knows of each contact: who runs the service, and who hosts it.

CLASSES answers for an endpoint by all names seen for it. A claim is held against one contact, so what counts is
the contact's own name; where several may have been meant, each has its own answer and all of them count.

Blind spots: a name says who answers for it, not what is sent on from there; a collector of a third party that runs under a
name of the vendor is the vendor's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from harness.model.blind_spots import BlindSpotKind
from harness.model.rules import Confidence, Kind, Rule
from harness.model.ruleset import Hit, Ruleset
from harness.model.seen import NO_SIGNS, Signs
from harness.stages.contacts import Contacts
from harness.stages.signs import signs_by
from harness.tables.contacts import CONTACTS
from harness.tables.frames import only
from harness.tables.obscured import OBSCURED
from harness.tables.places import PLACES
from harness.tables.schema import conform

FIRM = frozenset({Confidence.DOCUMENTED, Confidence.OBSERVED})
"""What may contradict or clear a claim; a rule that is inferred or unconfirmed only names."""


@dataclass(frozen=True, slots=True)
class Service:
    """Who runs the service behind one name that may have been meant."""

    name: str | None
    """None: no name was seen."""
    rule: Rule | None
    """The most specific service rule; None: none matches."""
    operator_firm: bool
    """Whether a firm rule says who runs it: this one, or a wider one of the same operator."""

    @property
    def firm(self) -> bool:
        """Whether the rule itself is firm, and with it what the service is for."""
        return self.rule is not None and self.rule.confidence in FIRM


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue knows of a contact."""

    services: tuple[Service, ...]
    """One for each name that may have been meant, at least one."""
    hosting: Rule | None
    """Who hosts or routes the address; None: no rule matches."""
    hello_in_doubt: bool = False
    """An encrypted hello of its flows may be real, so that its name may be an outer one."""


UNKNOWN = Known((Service(None, None, operator_firm=False),), None)
"""A contact without a name, at an address that no rule knows."""


def known_contacts(
    contacts: Contacts,
    places: pl.DataFrame,
    rules: Ruleset,
    signs: pl.DataFrame,
    doubted: Collection[int] = (),
) -> dict[int, Known]:
    """Look every contact up.

    Args:
        contacts: Contacts and their flows.
        places: PLACES rows of their addresses.
        rules: The catalogue.
        signs: SIGNS rows of their flows.
        doubted: Contacts with an encrypted hello that may be real.

    Returns:
        By contact id.
    """
    known = only(conform(places, PLACES), ("vantage", "server_ip", "looked_up_ip", "asn"))
    rows = (
        conform(contacts.table, CONTACTS)
        .with_columns(vantage=pl.concat_str("cell", "vantage_point", separator="/"))
        .join(known, on=["vantage", "server_ip"], how="left")
    )
    told = signs_by(signs, contacts.flows.rename({"contact_id": "of"}))
    return {
        row["contact_id"]: _known(
            row, rules, told.get(row["contact_id"], NO_SIGNS), doubted=row["contact_id"] in doubted
        )
        for row in rows.iter_rows(named=True)
    }


def _known(row: Mapping[str, Any], rules: Ruleset, signs: Signs, *, doubted: bool) -> Known:
    answers = [(name, _hits(name, row, rules, signs)) for name in _names(row)]
    hosts = (hit.rule for _, hits in answers for hit in hits if hit.rule.kind is Kind.HOSTING)
    return Known(tuple(_service(name, hits) for name, hits in answers), next(hosts, None), doubted)


def _names(row: Mapping[str, Any]) -> Iterator[str | None]:
    """Names that may have been meant; None where there is none."""
    yield from row["possible_names"] or (row["name"],)


def _hits(name: str | None, row: Mapping[str, Any], rules: Ruleset, signs: Signs) -> list[Hit]:
    """Rules for one name: a hello counts for the name that it told, and a certificate, which nobody checked, for none."""
    told = signs._replace(sni=tuple(one for one in signs.sni if one == name), certificates=())
    names = [] if name is None else [name]
    address = row["looked_up_ip"] or row["server_ip"]
    return rules.index.hits(names, address, row["asn"], row["transport"], row["server_port"], told)


def _service(name: str | None, hits: Sequence[Hit]) -> Service:
    rules = [hit.rule for hit in hits if hit.rule.kind is Kind.SERVICE]
    if not rules:
        return Service(name, None, operator_firm=False)
    same = [rule for rule in rules if rule.operator == rules[0].operator]
    return Service(name, rules[0], operator_firm=any(rule.confidence in FIRM for rule in same))


def doubted_hellos(hellos: pl.DataFrame, contacts: Contacts, obscured: pl.DataFrame) -> frozenset[int]:
    """Contacts whose hellos have the encrypted extension, where it may be more than GREASE (decision 0131).

    Args:
        hellos: ``flow_id`` and ``ech`` of HELLOS rows.
        contacts: Contacts and their flows.
        obscured: OBSCURED rows, which say at which vantage points it may be real.
    """
    real = conform(obscured, OBSCURED).filter(pl.col("kind") == BlindSpotKind.ECH.value)["vantage"]
    flows = hellos.filter(pl.col("ech").fill_null(value=False))["flow_id"].unique().to_frame()
    vantage = pl.concat_str("cell", "vantage_point", separator="/")
    if flows.is_empty():  # mostly
        return frozenset()
    there = contacts.table.filter(vantage.is_in(real.implode())).select("contact_id")
    found = contacts.flows.join(flows, on="flow_id").join(there, on="contact_id")
    return frozenset(found["contact_id"].to_list())
