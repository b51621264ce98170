"""Standings: the firmest wins, whatever the order."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from harness.model.words import Standing
from harness.reports.html.standings import by_contact, firmest

ANY = st.one_of(st.none(), st.sampled_from(list(Standing)))


@given(st.lists(ANY))
def test_a_witness_is_firmer_than_what_is_open_and_that_than_what_is_excluded(
    standings: list[Standing | None],
) -> None:
    order = (Standing.WITNESS, Standing.OPEN, Standing.EXCLUDED)
    assert firmest(standings) == next((one for one in order if one in standings), None)


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(list(Standing)))))
def test_each_contact_has_the_firmest_of_its_leads(rows: list[tuple[int, Standing]]) -> None:
    schema = {"contact_id": pl.UInt64, "standing": pl.String}
    leads = pl.DataFrame([(contact, one.value) for contact, one in rows], schema=schema, orient="row")
    assert by_contact(leads) == {
        contact: firmest(one for other, one in rows if other == contact) for contact, _ in rows
    }
