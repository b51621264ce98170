"""Endpoints get the registrable domain of their best name, and nothing else of them changes."""

from __future__ import annotations

import polars as pl
from polars.testing import assert_frame_equal

from harness.stages.domains import distinct_names, with_domains
from harness.tables.domains import DOMAINS
from tests.stages.test_endpoints import endpoints
from tests.support.tables import flow, name


def test_each_name_has_its_domain_and_order_is_kept() -> None:
    gathered = endpoints(
        flow(up=1, server_ip="198.51.100.1"),
        flow(up=3, server_ip="198.51.100.2"),
        flow(up=2, server_ip="198.51.100.3"),
        names=(
            name("a.b.example", "dns", server_ip="198.51.100.2"),
            name("c", "dns", server_ip="198.51.100.3"),
        ),
    )
    assert distinct_names(gathered) == ["a.b.example", "c"]
    domains = pl.DataFrame(
        {"name": ["a.b.example", "c", "z"], "registrable_domain": ["b.example", None, "q"]},
        schema=DOMAINS.schema,
    )
    found = with_domains(gathered, domains)
    assert found["registrable_domain"].to_list() == ["b.example", None, None]
    assert_frame_equal(found.drop("registrable_domain"), gathered.drop("registrable_domain"))


def test_no_name_no_domain() -> None:
    gathered = endpoints(flow())
    assert_frame_equal(with_domains(gathered, DOMAINS.empty()), gathered)
