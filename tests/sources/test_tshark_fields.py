"""Fields in tshark's JSON, whatever their form."""

from __future__ import annotations

from harness.sources.tshark_fields import holders, nodes, number, octets_of, raw, several, text, walk

NODE = {
    "a": "1",
    "b": ["2", "3"],
    "c": {"d": {"a": "4"}, "a": "5"},
    "e": [{"a": "6"}, "no node", {"d": {"a": "7"}}],
    "a_raw": ["0aff", 0, 2, 0, 26],
    "b_raw": [["32", 0, 1, 0, 5], ["33", 0, 1, 0, 5]],
}


def test_every_value_in_order() -> None:
    assert [value for name, value in walk(NODE) if name == "a"] == ["1", "4", "5", "6", "7"]
    assert [one["a"] for one in holders(NODE, "a")] == ["1", "5", "4", "6", "7"]
    assert [name for name, _ in walk({"x_raw": {"a": "1"}})] == ["x_raw"]


def test_depth_is_bounded() -> None:
    deep: dict[str, object] = {}
    for _ in range(500):
        deep = {"a": deep}
    assert len(list(walk(deep))) < 50
    assert len(list(holders(deep, "a"))) < 50


def test_values() -> None:
    assert (text(NODE, "b"), text(NODE, "c"), text(NODE, "none")) == ("2", None, None)
    assert (number(NODE, "a"), number({"x": "0x10"}, "x"), number({"x": "no"}, "x", 7), number({}, "x")) == (
        1,
        16,
        7,
        0,
    )
    assert (several(None), several("x"), several(["x"]), nodes(["x", {}])) == ([], ["x"], ["x"], [{}])


def test_octets() -> None:
    assert (octets_of("0a:ff"), octets_of("0aff"), octets_of("zz"), octets_of(None)) == (
        b"\n\xff",
        b"\n\xff",
        b"",
        b"",
    )
    assert (raw(NODE, "a"), raw(NODE, "b"), raw(NODE, "c"), raw({"x_raw": []}, "x")) == (
        b"\n\xff",
        b"2",
        None,
        None,
    )
