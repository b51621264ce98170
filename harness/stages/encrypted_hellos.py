"""Encrypted ClientHellos (RFC 9849) -> which of them may hide a name: the one place for that rule.

Many clients send the extension to every server, with nothing in it (GREASE, RFC 9849 §6.2), and its octets do not tell. What
tells is what a client in earnest needs: a key that its server published, mostly in DNS, and the name that the key's
config gives it to show (``public_name``), in place of the one that it hides. So a hello that has the extension is

certain   it names a key and shows the name that a config seen in these captures has both
possible  it shows the public name of a config seen in these captures, or one that is known
          or its client asked for names where nobody sees it
          or its client was given a record with ``ech`` whose owner or target it shows, or whose addresses its server has, or
          of which no address was seen; but not where a record of exactly the name shown had none
GREASE    otherwise: the name shown is the name asked for

Certain and possible hide names alike (docs/decisions/0131).

Blind spots: keys from elsewhere than DNS (a list inside the program, a server's retry_configs) with a public name that is not
known; names that an answer tied to an address before the capture began.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from harness.model.ech_names import KNOWN_PUBLIC_NAMES
from harness.tables.parts import Frames, some

_CLIENT: Final = ("vantage", "client_ip")
_OF_DNS: Final = ("dns", "dns_cname", "dns_hint")
_RECORD: Final = (*_CLIENT, "owner", "target", "priority", "ech", "ech_config_ids", "ech_public_names")
_SERVICE_LABELS: Final = r"^(_[^.]*\.)+"
"""Port and scheme before the host (RFC 9460 §2.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EchRecords:
    """What records of DNS say of encrypted hellos; each row once. Clients are ``vantage`` and ``client_ip``."""

    configs: pl.DataFrame
    """``config_id`` and ``public_name`` of every config seen."""
    keyed: pl.DataFrame
    """Clients, and each ``name`` that a record with keys belongs or points to which they were told."""
    placed: pl.DataFrame
    """Clients, and each ``server_ip`` that was told for such a name."""
    unplaced: pl.DataFrame
    """Clients that were told a record with keys for whose names no address was told."""
    plain: pl.DataFrame
    """Clients, and each ``name`` of which they were told a record without keys and none with."""


_OF_CLIENT: Final = {"vantage": pl.String, "client_ip": pl.String}
NO_RECORDS: Final = EchRecords(
    configs=pl.DataFrame(schema={"config_id": pl.UInt8, "public_name": pl.String}),
    keyed=pl.DataFrame(schema=_OF_CLIENT | {"name": pl.String}),
    placed=pl.DataFrame(schema=_OF_CLIENT | {"server_ip": pl.String}),
    unplaced=pl.DataFrame(schema=_OF_CLIENT),
    plain=pl.DataFrame(schema=_OF_CLIENT | {"name": pl.String}),
)


def ech_records(services: Frames, names: Frames) -> EchRecords:
    """Gather what records say.

    Args:
        services: DNS_SERVICES rows.
        names: NAMES rows.
    """
    parts = [part.unique() for part in some(services.frames(_RECORD))]
    if not parts:  # most captures
        return NO_RECORDS
    records = pl.concat(parts).unique()
    with_keys = records.filter("ech").with_row_index("record")
    told = pl.concat(
        [
            with_keys.select("record", *_CLIENT, name=pl.col(column).str.replace(_SERVICE_LABELS, ""))
            for column in ("owner", "target")
        ]
    )
    keyed = told.drop("record").unique()
    places = told.join(_addresses(names, keyed["name"].unique()), on="name")
    without = records.filter(~pl.col("ech") & (pl.col("priority") > 0)).select(*_CLIENT, name="owner")
    return EchRecords(
        configs=_configs(with_keys),
        keyed=keyed,
        placed=places.select(*_CLIENT, "server_ip").unique(),
        unplaced=with_keys.join(places, on="record", how="anti").select(_CLIENT).unique(),
        plain=without.unique().join(keyed, on=[*_CLIENT, "name"], how="anti"),
    )


def _configs(records: pl.DataFrame) -> pl.DataFrame:
    """Number and public name of each config."""
    return (
        records.select(config_id="ech_config_ids", public_name="ech_public_names")
        .explode("config_id", "public_name")
        .drop_nulls()
        .unique()
    )


def _addresses(names: Frames, wanted: pl.Series) -> pl.DataFrame:
    """``name`` and ``server_ip`` of every answer for a name that is wanted, whoever asked; each pair once."""
    if not len(wanted):  # most captures: names need not be gone through
        return pl.DataFrame(schema={"name": pl.String, "server_ip": pl.String})
    answered = pl.col("source").is_in(_OF_DNS) & pl.col("name").is_in(wanted.implode())
    found = [
        part.filter(answered).select("name", "server_ip").unique()
        for part in names.frames(("name", "source", "server_ip"))
    ]
    return pl.concat(found).unique()


def may_hide(hellos: pl.DataFrame, unseen: pl.DataFrame, records: EchRecords) -> pl.DataFrame:
    """Say which hellos with the extension may hide a name.

    Args:
        hellos: ``flow_id``, ``vantage``, ``client_ip``, ``server_ip``, ``sni`` and ``ech_config_id`` of hellos that have it.
        unseen: ``vantage`` and ``client_ip`` of clients that asked for names where nobody sees it; each once.
        records: From ``ech_records``, of all captures.

    Returns:
        ``flow_id`` and ``certain``, of each flow at most once.
    """
    numbered = hellos.with_row_index("hello")
    config = ["config_id", "public_name"]
    certain = numbered.join(records.configs, left_on=["ech_config_id", "sni"], right_on=config, how="semi")[
        "hello"
    ]
    public = [*KNOWN_PUBLIC_NAMES, *records.configs["public_name"].unique().to_list()]
    shown = numbered.filter(pl.col("sni").is_in(public))["hello"]
    hidden_dns = numbered.join(unseen, on=_CLIENT, how="semi")["hello"]
    possible = pl.concat([shown, hidden_dns, _given(numbered, records)]).unique()
    return (
        numbered.filter(pl.col("hello").is_in(possible.implode()))
        .group_by("flow_id")
        .agg(certain=pl.col("hello").is_in(certain.implode()).any())
    )


def _given(hellos: pl.DataFrame, records: EchRecords) -> pl.Series:
    """Numbers of hellos whose client was given a key that its server may have."""
    named = [*_CLIENT, "name"]
    doubtful = hellos.with_columns(name="sni").join(records.plain, on=named, how="anti")
    found = [
        doubtful.join(records.keyed, on=named, how="semi"),
        doubtful.join(records.placed, on=[*_CLIENT, "server_ip"], how="semi"),
        doubtful.join(records.unplaced, on=_CLIENT, how="semi"),
    ]
    return pl.concat([part["hello"] for part in found]).unique()
