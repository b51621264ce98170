"""Rough dates compare as the days that they may mean; products by name whatever the case."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from harness.model.assurances import Product, ProductClass, earliest, latest


@given(st.dates(min_value=date(1971, 1, 1), max_value=date(2200, 12, 31)), st.sampled_from([4, 7, 10]))
def test_a_day_lies_between_the_ends_of_its_month_and_year(day: date, length: int) -> None:
    rough = day.isoformat()[:length]
    assert earliest(rough) <= day.isoformat() <= latest(rough)


@given(st.dates(min_value=date(1971, 1, 1), max_value=date(2200, 12, 31)), st.sampled_from([4, 7]))
def test_the_days_before_and_after_do_not(day: date, length: int) -> None:
    rough = day.isoformat()[:length]
    first = date.fromisoformat(earliest(rough))
    assert (first - timedelta(days=1)).isoformat() < earliest(rough)
    after = date(
        first.year + (length == 4 or first.month == 12), 1 if length == 4 else first.month % 12 + 1, 1
    )
    assert latest(rough) < after.isoformat()


def test_case_makes_no_other_product() -> None:
    one = Product(vendor="Example Aero", model="Skylark", product_class=ProductClass.APP)
    other = Product(vendor="EXAMPLE AERO", model="skylark", product_class=ProductClass.APP)
    nobody = Product(vendor=None, model="Skylark", product_class=ProductClass.APP)
    assert one.key == other.key != nobody.key
    assert (one.name, nobody.name) == ("Example Aero Skylark", "Skylark")
