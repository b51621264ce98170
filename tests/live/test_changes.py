"""What is told between two pictures: nothing twice, and enough to know the later one."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from harness.live.changes import ChangeKind, changes
from harness.live.screen.rows import socket_of
from harness.model.live import LivePicture, TapState
from tests.support.hostile_pictures import pictures
from tests.support.live_pictures import CLAIM, LAN, REFUTED, drone_pictures, endpoint, picture


def kinds(before: LivePicture | None, after: LivePicture) -> list[ChangeKind]:
    return [change.kind for change in changes(before, after)]


@given(pictures())
def test_the_same_picture_again_tells_nothing(one: LivePicture) -> None:
    assert kinds(one, one) == []


@given(st.lists(pictures(), min_size=1, max_size=5))
def test_what_was_told_says_all_of_the_last_picture(several: list[LivePicture]) -> None:
    names: dict[object, object] = {}
    concerns: dict[object, object] = {}
    witnesses: set[object] = set()
    states: dict[object, object] = {}
    spots: set[object] = set()
    for before, after in zip([None, *several], several, strict=False):
        for change in changes(before, after):
            fields = dict(change.fields)
            who = fields.get("vantage"), fields.get("endpoint")
            if change.kind in {ChangeKind.NEW, ChangeKind.NAME}:
                names[who] = fields["name"]
            if change.kind in {ChangeKind.NEW, ChangeKind.CONCERN}:
                concerns[who] = fields["concern"]
            if change.kind is ChangeKind.REFUTED:
                witnesses.add((fields["claim"], fields["witness"]))
            if change.kind is ChangeKind.TAP:
                states[fields["vantage"], fields["interface"]] = fields["state"]
            if change.kind is ChangeKind.BLIND_SPOT:
                spots.add(fields["text"])
    last = several[-1]
    told = {(row.vantage, socket_of(row)): row for row in last.endpoints}
    assert {who: names[who] for who in told} == {who: row.name for who, row in told.items()}
    assert {who: concerns[who] for who in told} == {who: row.concern or None for who, row in told.items()}
    by_text = [claim for claim in last.claims if claim.refuted and not claim.witness_keys]
    assert {(claim.id, text) for claim in by_text for text in claim.witnesses} <= witnesses
    assert {(t.vantage, t.interface): t.state.value for t in last.taps}.items() <= states.items()
    assert set(last.blind_spots) <= spots


def test_each_endpoint_is_new_once() -> None:
    played = list(drone_pictures())
    new = [
        dict(change.fields)["endpoint"]
        for before, after in zip([None, *played], played, strict=False)
        for change in changes(before, after)
        if change.kind is ChangeKind.NEW
    ]
    assert len(new) == len(set(new)) == len(played[-1].endpoints)


def test_no_drop_at_an_interface_is_not_told_but_that_capturing_lost_none_is() -> None:
    assert ChangeKind.DROPS not in kinds(None, picture())
    ended = replace(LAN, capture_drops=0)
    assert kinds(picture(), picture(taps=[ended])) == [ChangeKind.DROPS]


def test_a_tap_that_goes_and_comes_back_is_told_both_times() -> None:
    gone = picture(taps=[replace(LAN, state=TapState.GONE)])
    assert kinds(picture(), gone) == [ChangeKind.TAP]
    assert kinds(gone, picture()) == [ChangeKind.TAP]


def test_a_further_witness_is_told_alone() -> None:
    more = replace(REFUTED, witnesses=(*REFUTED.witnesses, "203.0.113.7:443 tcp, b.pcapng packet 9"))
    told = [
        dict(change.fields)["witness"]
        for change in changes(picture(claims=[REFUTED]), picture(claims=[more]))
    ]
    assert told == ["203.0.113.7:443 tcp, b.pcapng packet 9"]


def test_an_endpoint_whose_name_becomes_known_is_no_further_witness() -> None:
    unnamed = replace(
        REFUTED, witnesses=("(no name seen) 52.80.0.10:443 tcp",), witness_keys=("52.80.0.10:443 tcp",)
    )
    named = replace(unnamed, witnesses=("logs.example 52.80.0.10:443 tcp",))
    assert kinds(picture(claims=[unnamed]), picture(claims=[named])) == []


def test_of_several_contacts_with_one_endpoint_the_first_is_told() -> None:
    twice = replace(REFUTED, witnesses=("packet 1", "packet 9"), witness_keys=("52.80.0.10:443 tcp",) * 2)
    told = [dict(change.fields)["witness"] for change in changes(picture(), picture(claims=[twice]))]
    assert told == ["packet 1"]


def test_what_stands_open_is_told_once() -> None:
    later = replace(CLAIM, words="nothing refutes it so far; 3 endpoints could be in CN")
    assert kinds(picture(claims=[CLAIM]), picture(claims=[later])) == []
    assert ChangeKind.CLAIM in kinds(None, picture(claims=[CLAIM]))


def test_a_claim_refuted_without_a_named_witness_is_told_once() -> None:
    bare = replace(REFUTED, witnesses=())
    assert kinds(picture(claims=[CLAIM]), picture(claims=[bare])) == [ChangeKind.REFUTED]
    assert kinds(picture(claims=[bare]), picture(claims=[bare])) == []


def test_another_name_and_another_concern_are_told() -> None:
    before, after = picture([endpoint()]), picture([endpoint(name="a.example", rank=0, concern="witness CN")])
    assert kinds(before, after) == [ChangeKind.NAME, ChangeKind.CONCERN]
