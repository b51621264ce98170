from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.live.screen.rows import Order, after, arranged, socket_of
from harness.model.live import LivePicture
from tests.support.hostile_pictures import pictures
from tests.support.live_pictures import BEGAN_NS, drone_endpoints, endpoint

ROWS = drone_endpoints(BEGAN_NS)


@given(pictures(), st.sampled_from(Order))
def test_an_order_neither_loses_nor_adds_an_endpoint(one: LivePicture, order: Order) -> None:
    listed = arranged(one.endpoints, order, "")
    assert sorted(map(repr, listed)) == sorted(map(repr, one.endpoints))


@given(pictures())
def test_concern_is_the_order_of_the_picture(one: LivePicture) -> None:
    assert arranged(one.endpoints, Order.CONCERN, "") == one.endpoints


def test_each_order_comes_once_before_the_first_comes_again() -> None:
    order, seen = Order.CONCERN, []
    while order not in seen:
        seen.append(order)
        order = after(order)
    assert seen == list(Order)


def test_the_most_of_an_order_stands_first() -> None:
    first = {order: arranged(ROWS, order, "")[0].address for order in Order}
    assert first == {
        Order.CONCERN: "52.80.0.10",
        Order.NEWEST: "52.80.0.10",
        Order.ACTIVE: "2001:db8::5:1",
        Order.UP: "2001:db8::5:1",
        Order.DOWN: "203.0.113.7",
        Order.PACKETS: "2001:db8::5:1",
        Order.NAME: "192.0.2.10",
    }


def test_every_word_of_a_filter_must_stand_somewhere() -> None:
    def found(wanted: str) -> list[str]:
        return [row.address for row in arranged(ROWS, Order.CONCERN, wanted)]

    assert found("WITNESS cn") == ["52.80.0.10"]
    assert found("53 udp") == ["192.0.2.53"]
    assert found("telemetry") == ["52.80.0.10"]
    assert found("witness possible") == []
    assert len(found("  ")) == len(ROWS)


def test_an_address_with_colons_stands_in_brackets() -> None:
    assert socket_of(endpoint("2001:db8::1")) == "[2001:db8::1]:443 tcp"
    assert socket_of(endpoint("2001:db8::1", port=None, transport="icmpv6")) == "2001:db8::1 icmpv6"
