"""Two sides beside each other: laws over drawn contacts, and what is told of names, transports and the proxy, by hand."""

from __future__ import annotations

from random import Random
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.model.scenario import Interference
from harness.stages.contacts import Contacts
from harness.stages.contrasted_contacts import FIGURES, Shown
from harness.stages.interference_contrast import contrast_interference, contrast_sides
from harness.stages.interference_twins import find_twins
from harness.tables.captures import CAPTURES
from harness.tables.contacts import CONTACTS
from harness.tables.interception import PROXY_FAILURES
from harness.tables.traits import TRAITS
from tests.support.examples import COSTLY
from tests.support.judging_rows import contact, contacts_of
from tests.support.places_example import capture, frame
from tests.support.scenario_parts import capture_file, cell, scenario, step
from tests.support.tables import flow, flows_of

Row = dict[str, Any]
A, B = "198.51.100.1", "198.51.100.2"
SCHEMA: dict[str, Any] = {**CONTACTS.schema, "protocols": pl.List(pl.String), "by_record": pl.Boolean}
KEY = ("name", "server_ips", "transport", "server_port")
SWAPPED = {"only_under": "only_without", "only_without": "only_under", "both": "both"}


def side(*rows: Row, of: str) -> pl.DataFrame:
    """Contacts of one cell, as ``contacts_to_contrast`` gives them."""
    made = [
        contact(contact_id=number, cell=of) | {"protocols": [], "by_record": False} | row
        for number, row in enumerate(rows)
    ]
    return pl.DataFrame(made, schema=SCHEMA, orient="row")


def contrasted(under: list[Row], without: list[Row]) -> pl.DataFrame:
    return contrast_sides(side(*under, of="mitm"), side(*without, of="plain"), ["plain"])


def rows(found: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return found.select(columns).rows()


@st.composite
def drawn_contacts(draw: st.DrawFn) -> Row:
    name = draw(st.sampled_from(["a.example", "b.example", None]))
    possible = None if name is not None else draw(st.sampled_from([None, ["a.example", "c.example"]]))
    octets = st.integers(0, 1000)
    return {
        "name": name,
        "possible_names": possible,
        "server_ip": draw(st.sampled_from([A, B])),
        "transport": draw(st.sampled_from(["tcp", "udp"])),
        "server_port": draw(st.sampled_from([443, 80, None])),
        "contact": draw(st.sampled_from(["attempted", "connected", "handshake", "data"])),
        "flows": draw(st.integers(1, 9)),
        "payload_octets_up": draw(octets),
        "payload_octets_down": draw(octets),
        "steps": draw(st.sampled_from([[], ["login"], ["flight", "login"]])),
        "protocols": draw(st.sampled_from([[], ["tls"], ["quic"]])),
        "first_ns": draw(st.integers(0, 5)),
        "capture": draw(st.sampled_from(["c0", "c1"])),
        "packet": draw(st.integers(1, 99)),
    }


SIDE = st.lists(drawn_contacts(), max_size=6)


def mirrored(found: pl.DataFrame) -> pl.DataFrame:
    """With what is of either side exchanged."""
    names = {
        name: name.replace("_under", "_*").replace("_without", "_under").replace("_*", "_without")
        for name in found.columns
    }
    swapped = found.rename(names)
    return swapped.with_columns(pl.col("seen_in").replace_strict(SWAPPED)).select(found.columns)


@COSTLY
@given(SIDE, SIDE)
def test_the_sides_exchanged_rows_are_mirrored(under: list[Row], without: list[Row]) -> None:
    one, other = contrasted(under, without), contrasted(without, under)
    assert_frame_equal(one.drop("twins"), mirrored(other).drop("twins"), check_row_order=False)


@COSTLY
@given(SIDE)
def test_a_cell_beside_itself_has_nothing_in_one_alone(contacts: list[Row]) -> None:
    found = contrasted(contacts, contacts)
    assert set(found["seen_in"]) <= {"both"}
    assert not found.select(pl.col("perhaps_both", "by_address").any()).row(0).count(True)
    assert found["instead"].list.len().sum() == 0
    assert_frame_equal(found.drop("twins"), mirrored(found).drop("twins"))


@COSTLY
@given(SIDE, SIDE)
def test_flows_and_octets_are_kept(under: list[Row], without: list[Row]) -> None:
    found = contrasted(under, without)
    for ending, contacts in (("under", under), ("without", without)):
        for figure in FIGURES:
            assert found[f"{figure}_{ending}"].sum() == sum(row[figure] for row in contacts)
    assert found.filter(seen_in="only_under")["flows_without"].sum() == 0
    assert found.filter(seen_in="only_without")["flows_under"].sum() == 0


@COSTLY
@given(SIDE, SIDE, st.randoms())
def test_the_order_of_rows_never_matters(under: list[Row], without: list[Row], random: Random) -> None:
    sides = [side(*under, of="mitm"), side(*without, of="plain")]
    mixed = [one.sample(fraction=1, shuffle=True, seed=random.randrange(1 << 30)) for one in sides]
    one, other = (contrast_sides(under, without, ["plain"]) for under, without in (mixed, sides))
    assert_frame_equal(one, other)


@COSTLY
@given(SIDE, SIDE)
def test_where_every_name_is_certain_an_endpoint_is_its_name_transport_and_port(
    under: list[Row], without: list[Row]
) -> None:
    named = [
        [row | {"name": row["name"] or "d.example", "possible_names": None} for row in one]
        for one in (under, without)
    ]
    here, there = ({(row["name"], row["transport"], row["server_port"]) for row in one} for one in named)
    found = contrasted(*named)
    for word, expected in (
        ("both", here & there),
        ("only_under", here - there),
        ("only_without", there - here),
    ):
        assert set(rows(found.filter(seen_in=word), "name", "transport", "server_port")) == expected
    assert not found["perhaps_both"].any()
    assert not found["by_address"].any()


def test_a_client_that_falls_back_from_quic_is_told_on_both_rows() -> None:
    quic = {"transport": "udp", "protocols": ["quic"]}
    found = contrasted([{"protocols": ["tls"]}], [quic, {"name": "other.example", "server_port": 8443}])
    told = found.sort("transport", "server_port").select("transport", "server_port", "seen_in", "instead")
    assert told.rows() == [
        ("tcp", 443, "only_under", ["udp"]),
        ("tcp", 8443, "only_without", []),
        ("udp", 443, "only_without", ["tcp"]),
    ]
    assert found.filter(transport="udp")["protocols_without"].to_list() == [["quic"]]


def test_without_ports_nothing_is_said_of_another_transport() -> None:
    found = contrasted([{"server_port": None}], [{"server_port": None, "transport": "icmp"}])
    assert found["instead"].to_list() == [[], []]


def test_an_endpoint_without_a_name_is_held_for_the_only_one_that_the_other_side_has_there() -> None:
    (row,) = contrasted([{"name": None}], [{}]).iter_rows(named=True)
    assert (row["name"], row["seen_in"], row["by_address"], row["perhaps_both"]) == (
        "log.skylark.example", "both", True, False,
    )  # fmt: skip


def test_it_is_not_held_for_a_name_that_was_not_among_those_asked_for() -> None:
    unsure = {"name": None, "possible_names": ["a.example", "b.example"]}
    found = contrasted([unsure], [{"name": "c.example"}])
    assert rows(found, "name", "seen_in", "by_address", "perhaps_both") == [
        (None, "only_under", False, False),
        ("c.example", "only_without", False, False),
    ]
    (row,) = contrasted([unsure], [{"name": "b.example"}]).iter_rows(named=True)
    assert (row["name"], row["seen_in"], row["by_address"]) == ("b.example", "both", True)


def test_of_two_names_at_its_address_none_is_taken_and_all_rows_say_perhaps() -> None:
    found = contrasted([{"name": None}], [{}, {"name": "b.example"}])
    assert rows(found, "name", "seen_in", "by_address", "perhaps_both") == [
        (None, "only_under", False, True),
        ("b.example", "only_without", False, True),
        ("log.skylark.example", "only_without", False, True),
    ]


def test_a_side_that_has_a_name_there_itself_takes_none_from_the_other() -> None:
    found = contrasted([{"name": None}, {"name": "b.example"}], [{}])
    assert not found["by_address"].any()
    assert set(found["seen_in"]) == {"only_under", "only_without"}


def test_a_likely_name_is_told_and_not_compared_by() -> None:
    unsure = {"name": None, "possible_names": ["a.example", "b.example"]}
    (row,) = contrasted([unsure], [unsure]).iter_rows(named=True)
    assert (row["name"], row["possible_names"], row["seen_in"]) == (None, ["a.example", "b.example"], "both")
    found = contrasted([unsure], [{"name": "a.example"}, {"name": "c.example"}])
    assert dict(rows(found, "name", "perhaps_both")) == {None: True, "a.example": True, "c.example": False}
    neither = contrasted([unsure], [{"name": "c.example"}, {"name": "d.example"}])
    assert not neither["perhaps_both"].any()
    elsewhere = contrasted([unsure], [{"name": "a.example", "server_ip": A}])
    assert not elsewhere["perhaps_both"].any()


def test_a_name_at_another_address_is_the_same_endpoint() -> None:
    (row,) = contrasted([{"server_ip": B}], [{"server_ip": A}]).iter_rows(named=True)
    assert (row["seen_in"], row["server_ips"]) == ("both", [A, B])


def test_levels_steps_and_packets_are_told_for_each_side() -> None:
    late = {"first_ns": 9, "contact": "data", "packet": 70, "steps": ["flight"]}
    found = contrasted(
        [late, {"first_ns": 1, "contact": "handshake", "packet": 3}], [{"contact": "attempted"}]
    )
    (row,) = found.iter_rows(named=True)
    assert (row["contact_under"], row["packet_under"], row["steps_under"]) == ("data", 3, ["flight", "login"])
    assert (row["contact_without"], row["packet_without"], row["steps_without"]) == (
        "attempted",
        7,
        ["login"],
    )


def test_what_several_vantage_points_or_a_record_saw_of_one_address_counts_once() -> None:
    seen: list[Row] = [
        {"payload_octets_up": 10},
        {"payload_octets_up": 30, "vantage_point": "wan"},
        {"payload_octets_up": 20, "by_record": True, "flows": 5},
    ]
    (row,) = contrasted(seen, []).iter_rows(named=True)
    assert (row["payload_octets_up_under"], row["flows_under"]) == (30, 5)


def test_of_several_twins_it_is_told_which_saw_it() -> None:
    both = pl.concat([side({"flows": 2}, of="z"), side({"flows": 3}, {"name": "b.example"}, of="a")])
    found = contrast_sides(side({}, of="mitm"), both, ["z", "a"])
    assert rows(found, "name", "seen_in", "twins", "flows_without") == [
        ("b.example", "only_without", ["a"], 1),
        ("log.skylark.example", "both", ["z", "a"], 5),
    ]


MITM = (Interference.TLS_INTERCEPTION,)
CAMPAIGN = scenario(
    cell(step(), id="mitm", interference=MITM),
    cell(step(), id="plain", captures=(capture_file("b.pcap"),)),
    cell(step(), id="alone", interference=MITM, settings="local", captures=(capture_file("c.pcap"),)),
)


def whole(*contacts: Row) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both tables of a scenario in which one cell has a twin and one has none."""
    made = [contact(contact_id=number) | row for number, row in enumerate(contacts)]
    flows = [
        flow(flow_id=row["contact_id"], server_ip=row["server_ip"], up=row["payload_octets_up"])
        for row in made
    ]
    ids = [row["contact_id"] for row in made]
    of = pl.DataFrame(
        {"flow_id": ids, "contact_id": ids}, schema={"flow_id": pl.UInt64, "contact_id": pl.UInt64}
    )
    captures = frame(
        CAPTURES,
        capture(capture="r", vantage="mitm/lan", intercepted=True),
        capture(vantage="mitm/lan"),
        *(capture(capture=one, vantage=f"{one}/lan") for one in ("plain", "alone")),
    )
    shown = Shown(Contacts(contacts_of(*made), of), flows_of(*flows), frame(TRAITS), captures)
    twins = find_twins(CAMPAIGN, captures, (), {})
    return contrast_interference(twins, shown, frame(PROXY_FAILURES), CAMPAIGN)


def test_each_cell_is_told_with_its_counts_or_with_what_is_wanted() -> None:
    cells, endpoints = whole(
        {"cell": "mitm"}, {"cell": "plain"}, {"cell": "alone"}, {"cell": "plain", "name": "b.example"}
    )
    assert rows(cells, "cell", "twins", "both", "only_under", "only_without") == [
        ("mitm", ["plain"], 1, 0, 1),
        ("alone", [], None, None, None),
    ]
    assert cells["wanted"].null_count() == 1
    assert endpoints["cell"].unique().to_list() == ["mitm"]


def test_cells_that_contacted_nothing_have_counts_of_none() -> None:
    cells, endpoints = whole()
    assert rows(cells, "both", "only_under", "only_without") == [(0, 0, 0), (None, None, None)]
    assert endpoints.is_empty()
