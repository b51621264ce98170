"""DOMAINS: the registrable domain of each name asked about."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

NO_DOMAIN = (
    "an address, one label, a public suffix itself, a name that nobody can register (reverse names and all "
    "others under .arpa, .local and the like), or no host name: octets other than a-z, 0-9, - and _"
)

DOMAINS = Table(
    "domains",
    "one distinct name, by name",
    {
        "name": Column(
            dtype=pl.String,
            private=Privacy.NAME,
            doc="As in names; one may begin with the `*.` of a certificate.",
        ),
        "registrable_domain": Column(
            dtype=pl.String,
            private=Privacy.NAME,
            doc="Its public suffix by the ICANN section of the Public Suffix List, and one label more.",
            null=NO_DOMAIN,
        ),
    },
)
