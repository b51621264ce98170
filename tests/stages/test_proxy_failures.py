"""Where the proxy's CA was held: what the tester says, and what a record says itself."""

from __future__ import annotations

import pytest
from polars.testing import assert_frame_equal

from harness.model.words import CaStore
from harness.stages.proxy_failures import with_ca_store
from harness.tables.interception import PROXY_FAILURES
from tests.support.places_example import frame
from tests.support.told import failure


@pytest.mark.parametrize(
    ("store", "told"), [(CaStore.SYSTEM, True), (CaStore.USER, False), (CaStore.NONE, False)]
)
def test_the_tester_s_word_is_of_its_own_vantage_point(store: CaStore, *, told: bool) -> None:
    rows = [failure(vantage=vantage) for vantage in ("us/lan", "de/lan", "us/lan")]
    found = with_ca_store(frame(PROXY_FAILURES, *rows), {"us/lan": store, "jp/lan": CaStore.SYSTEM})
    assert found["ca_in_system_store"].to_list() == [told, None, told]


def test_what_a_record_says_goes_before() -> None:
    rows = [failure(vantage="us/lan", ca_in_system_store=said) for said in (True, False, None)]
    found = with_ca_store(frame(PROXY_FAILURES, *rows), {"us/lan": CaStore.USER})
    assert found["ca_in_system_store"].to_list() == [True, False, False]


def test_nothing_else_changes() -> None:
    rows = frame(PROXY_FAILURES, failure(), failure("handshake_failed"))
    assert_frame_equal(with_ca_store(rows, {}), rows)
    assert with_ca_store(PROXY_FAILURES.empty(), {"us/lan": CaStore.SYSTEM}).is_empty()
