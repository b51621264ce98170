"""Which captures belong together, in which order, and what their vantage points are called."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stages.vantages import Placed, Taken, place_captures

SECOND = 10**9


def taken(path: str, first: int | None = 0, last: int | None = None, octets: str | None = None) -> Taken:
    """A capture from ``first`` to ``last``; ``octets`` stands for what it holds, else its path."""
    digest = hashlib.sha256((path if octets is None else octets).encode()).hexdigest()
    return Taken(path=path, sha256=digest, first_ns=first, last_ns=first if last is None else last)


def ring(number: int, first: int, last: int, *, base: str = "app", octets: str | None = None) -> Taken:
    return taken(f"{base}_{number:05}_2026112317540{number}.pcapng", first, last, octets)


def placed(*captures: Taken) -> list[tuple[str, str]]:
    """(path, vantage point) in order."""
    return [(captures[place.index].path, place.vantage) for place in place_captures(captures)[0]]


def vantages(*captures: Taken) -> list[str]:
    return [vantage for _, vantage in placed(*captures)]


def test_a_capture_is_a_vantage_point_named_for_its_file() -> None:
    assert vantages(taken("some/folder/gateway-wan.pcapng")) == ["gateway-wan"]
    assert vantages(taken("-")) == ["stdin"]
    assert vantages(taken("noextension")) == ["noextension"]


def test_a_key_is_the_start_of_the_digest() -> None:
    (place,), _ = place_captures([taken("a.pcap", octets="x")])
    assert place == Placed(index=0, capture=hashlib.sha256(b"x").hexdigest()[:12], vantage="a")


def test_files_of_a_ring_join_in_order_of_time() -> None:
    files = [ring(2, 10, 20), ring(1, 0, 10), ring(3, 25, 30)]
    assert placed(*files) == [(files[1].path, "app"), (files[0].path, "app"), (files[2].path, "app")]
    assert place_captures(files)[1] == ()


def test_rings_of_other_names_and_folders_are_other_vantage_points() -> None:
    files = [ring(1, 0, 5), ring(2, 6, 9), ring(1, 0, 5, base="wan"), ring(1, 1, 5, base="other/app")]
    assert sorted(placed(*files)) == sorted(
        [
            (files[0].path, "app"),
            (files[1].path, "app"),
            (files[2].path, "wan"),
            (files[3].path, "other/app"),
        ]
    )


def test_packets_out_of_order_at_a_border_do_not_part_a_ring() -> None:
    files = [ring(1, 0, 10 * SECOND), ring(2, 10 * SECOND - 5, 15 * SECOND)]
    assert [vantage for _, vantage in placed(*files)] == ["app", "app"]


def test_ring_files_that_overlap_are_kept_apart_and_told() -> None:
    files = [ring(1, 0, 10 * SECOND), ring(2, 5 * SECOND, 15 * SECOND), ring(3, 16 * SECOND, 20 * SECOND)]
    found, notes = place_captures(files)
    assert [(place.index, place.vantage) for place in found] == [(0, "app#1"), (2, "app#1"), (1, "app#2")]
    assert len(notes) == 1
    assert "overlap in time" in notes[0]
    assert files[0].path in notes[0]
    assert files[1].path in notes[0]


def test_files_that_are_not_of_a_ring_never_join() -> None:
    assert len(set(vantages(taken("app.pcap", 0, 5), taken("app.pcapng", 6, 9)))) == 2
    assert len(set(vantages(taken("app.pcap", 0, 5), ring(1, 6, 9)))) == 2


@pytest.mark.parametrize(("paths", "names"), [
    (("a/app.pcap", "b/app.pcap"), ["a/app", "b/app"]),
    (("x/a/app.pcap", "y/a/app.pcap", "z/wan.pcap"), ["x/a/app", "y/a/app", "wan"]),
    (("app.pcap", "a/app.pcap"), ["app", "a/app"]),
    (("app.pcap", "app.pcapng"), ["app#1", "app#2"]),
])  # fmt: skip
def test_equal_file_names_are_told_apart(paths: tuple[str, ...], names: list[str]) -> None:
    captures = [taken(path, n) for n, path in enumerate(paths)]
    assert vantages(*captures) == names


def test_the_same_octets_count_once_whatever_the_path() -> None:
    files = [taken("b.pcap", octets="x"), taken("a.pcap", octets="x"), taken("a.pcap", octets="x")]
    found, notes = place_captures(files)
    assert [(files[place.index].path, place.vantage) for place in found] == [("a.pcap", "a")]
    assert list(notes) == [
        "a.pcap holds the same octets as a.pcap and is counted once.",
        "b.pcap holds the same octets as a.pcap and is counted once.",
    ]


def test_a_copy_of_a_ring_s_file_never_breaks_the_ring() -> None:
    files = [taken("a-copy.pcap", 0, 5, octets="x"), ring(1, 0, 5, octets="x"), ring(2, 6, 9)]
    assert placed(*files) == [(files[1].path, "app"), (files[2].path, "app")]


def test_captures_without_a_timed_packet_come_first_and_join_their_ring() -> None:
    files = [ring(1, 0, 5), taken("app_00002_20261123175402.pcapng", None), taken("z.pcap", None)]
    assert sorted(placed(*files)) == sorted(
        [(file.path, name) for file, name in zip(files, ["app", "app", "z"], strict=True)]
    )


def test_no_captures() -> None:
    assert place_captures([]) == ((), ())


PATHS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "x/", "x/y/", "/x/"]),
    st.sampled_from(["app", "wan", "stdin"]),
    st.sampled_from(["", "_00001_20261123175400", "_00002_20261123175401"]),
    st.sampled_from([".pcap", ".pcapng", ""]),
)
TIMES = st.none() | st.integers(0, 9)
SOME = st.lists(st.builds(taken, PATHS | st.just("-"), TIMES, octets=st.sampled_from("abcdefgh")), max_size=8)


@given(SOME, st.randoms())
def test_order_is_irrelevant(captures: list[Taken], rnd) -> None:
    found, notes = place_captures(captures)
    shuffled = list(captures)
    rnd.shuffle(shuffled)
    again, notes_again = place_captures(shuffled)
    assert notes == notes_again
    assert [(captures[place.index], place.capture, place.vantage) for place in found] == [
        (shuffled[place.index], place.capture, place.vantage) for place in again
    ]


@given(SOME)
def test_every_capture_has_one_place_and_vantage_points_stand_together(captures: list[Taken]) -> None:
    found, notes = place_captures(captures)
    assert sorted(captures[place.index].sha256 for place in found) == sorted({c.sha256 for c in captures})
    assert sum("holds the same octets" in note for note in notes) == len(captures) - len(found)
    names = [place.vantage for place in found]
    assert [name for n, name in enumerate(names) if names[:n][-1:] != [name]] == list(dict.fromkeys(names))
    for name in names:
        times = [captures[place.index].first_ns for place in found if place.vantage == name]
        known = [time for time in times if time is not None]
        assert known == sorted(known)


def test_a_packed_capture_has_the_vantage_point_of_the_one_inside_and_counts_once() -> None:
    packed = Taken(path="d/app.pcap.gz", sha256="b" * 64, first_ns=0, last_ns=9, inside_sha256="a" * 64)
    plain = Taken(path="d/copy.pcap", sha256="a" * 64, first_ns=0, last_ns=9)
    placed, notes = place_captures([plain, packed])
    assert [(place.capture, place.vantage) for place in placed] == [("b" * 12, "app")]
    assert notes == ("d/copy.pcap holds the same octets as d/app.pcap.gz and is counted once.",)


def test_files_of_a_ring_may_be_packed() -> None:
    ring = [
        Taken(
            path=f"d/lan_0000{n}_20261123175400.pcapng{end}",
            sha256=str(n) * 64,
            first_ns=n * 10**10,
            last_ns=n * 10**10 + 1,
        )
        for n, end in ((1, ".gz"), (2, ".zst"), (3, ""))
    ]
    placed, notes = place_captures(ring)
    assert ([place.vantage for place in placed], notes) == (["lan"] * 3, ())
