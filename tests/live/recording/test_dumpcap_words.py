"""What dumpcap says, in the wordings of several versions and programs, and in any other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.live.recording.dumpcap_words import Counts, Told, told_of

ENDED = """\
Capturing on 'v0'
File: captures/lan-r001_00001_20261127093812.pcapng
File: captures/lan-r001_00002_20261127093813.pcapng
Packets captured: 1744
Packets received/dropped on interface 'v0': 1744/18256 (pcap:18256/dumpcap:0/flushed:0/ps_ifdrop:0) (8.7%)
"""
GONE = """\
Capturing on 'v0'
File: single.pcapng
dumpcap: The network adapter "v0" is no longer attached; the capture has stopped.
Packets captured: 0
Packets received/dropped on interface 'v0': 0/0 (pcap:0/dumpcap:0/flushed:0/ps_ifdrop:0) (0.0%)
"""
FULL = """\
Capturing on 'v0'
File: t/lan-r001_00004.pcapng
dumpcap: Not all the packets could be written to the file to which the capture was being saved
("t/lan-r001_00004.pcapng") because there is no space left on the file system
on which that file resides.
You will need to free up space on that file system or put the capture file on a different file system.
Packets captured: 365
Packets received/dropped on interface 'v0': 365/0 (pcap:0/dumpcap:0/flushed:0/ps_ifdrop:0) (100.0%)
"""
REFUSED = """\
Capturing on 'v0'
dumpcap: You do not have permission to capture on device "v0".
(socket: Operation not permitted)
Please check to make sure you have sufficient permissions.
"""


def test_files_and_counts_of_a_run_that_ended() -> None:
    told = told_of(ENDED)
    assert told.files == tuple(f"captures/lan-r001_0000{n}_2026112709381{n + 1}.pcapng" for n in (1, 2))
    assert told.counts == (Counts(interface="v0", received=1_744, dropped=18_256),)
    assert (told.dropped, told.fault, told.begun) == (18_256, "", True)


@pytest.mark.parametrize(
    ("line", "name", "received", "dropped"),
    [
        ("Packets received/dropped on interface 'Loopback: lo': 8/0 (100.0%)", "Loopback: lo", 8, 0),
        ("Packets received/dropped on interface eth0: 10/3 (76.9%)", "eth0", 10, 3),
        ("Packets received/dropped on interface 'eth0': 10/3", "eth0", 10, 3),
        ("Packets received/dropped on interface 'a': 9/1': 7/2 (77.8%)", "a': 9/1", 7, 2),
        (
            "Packets received/dropped on interface 'x y': 1/0 (pcap:0/dumpcap:0/flushed:0/x:0) (100.0%)",
            "x y",
            1,
            0,
        ),
    ],
)
def test_wordings_of_versions_and_names_of_interfaces(
    line: str, name: str, received: int, dropped: int
) -> None:
    assert told_of(f"{line}\n").counts == (Counts(interface=name, received=received, dropped=dropped),)


def test_a_counter_that_is_rewritten_in_place_hides_no_file() -> None:
    text = "File: a_00001\rPackets: 7 \rPackets: 1358 File: a_00002\nPackets: 287\n"
    assert told_of(text).files == ("a_00001", "a_00002")


def test_an_interface_that_went_away_is_the_reason() -> None:
    told = told_of(GONE)
    assert told.fault == 'The network adapter "v0" is no longer attached; the capture has stopped.'
    assert (told.dropped, told.refused, told.disk_full) == (0, False, False)


def test_a_full_disk_is_told_over_the_lines_that_dumpcap_breaks() -> None:
    told = told_of(FULL)
    assert told.disk_full
    assert told.fault.endswith("on which that file resides.")
    assert not told.refused


def test_a_missing_right_is_told_apart_from_a_missing_device() -> None:
    assert told_of(REFUSED).refused
    absent = told_of(
        "Capturing on 'nope'\ndumpcap: There is no device named \"nope\".\n(No such device exists)\n"
    )
    assert (absent.refused, absent.begun, absent.dropped) == (False, False, None)


def test_a_killed_run_has_no_counts() -> None:
    assert told_of("Capturing on 'v0'\nFile: a\n").dropped is None


def test_counts_of_several_interfaces_are_added_and_of_one_the_last_holds() -> None:
    line = "Packets received/dropped on interface '{}': {}/{} (1.0%)\n"
    told = told_of(line.format("a", 1, 2) + line.format("b", 3, 4) + line.format("a", 5, 6))
    assert told.dropped == 10


@given(
    st.text()
    | st.lists(st.sampled_from([*ENDED.splitlines(), *FULL.splitlines(), "dumpcap: ", "File: "])).map(
        "\n".join
    )
)
def test_any_text_gives_a_value(text: str) -> None:
    told = told_of(text)
    assert isinstance(told, Told)
    assert len(told.fault) <= 300
    assert all(one.received >= 0 <= one.dropped for one in told.counts)


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_stands_around_changes_no_count(before: str, after: str) -> None:
    assert told_of(f"{before}\n{ENDED}{after}").dropped == 18_256
