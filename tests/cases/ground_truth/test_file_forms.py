"""Forms of capture files written by editcap, and old blocks as tshark reads them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from harness.pipeline import packets
from tests.support.conversations import START_NS, up
from tests.support.frames import enhanced, interface, obsolete, option, section
from tests.support.reading import read
from tests.support.repository import ROOT
from tests.support.truth import nanoseconds
from tests.support.tshark import TSHARK, fields

LAB = ROOT / "captures/lab/plain/gw-lan.pcapng"
EDITCAP = shutil.which("editcap")


@pytest.mark.skipif(EDITCAP is None, reason="capability: tshark")
@pytest.mark.parametrize(("form", "unit_ns"), [("pcap", 1000), ("nsecpcap", 1), ("modpcap", 1000)])
def test_every_packet_of_a_form_that_editcap_writes(form: str, unit_ns: int, tmp_path: Path) -> None:
    subprocess.run([str(EDITCAP), "-F", form, str(LAB), str(tmp_path / "a")], check=True, capture_output=True)
    ours, theirs = packets(str(tmp_path / "a")), packets(str(LAB))
    assert ours["time_ns"].to_list() == [time // unit_ns * unit_ns for time in theirs["time_ns"]]
    assert ours.drop("time_ns").equals(theirs.drop("time_ns"))


@pytest.mark.skipif(TSHARK is None, reason="capability: tshark")
@pytest.mark.parametrize("big", [False, True])
def test_obsolete_blocks_and_comments_are_as_tshark_reads_them(big: bool, tmp_path: Path) -> None:
    file = section(big=big) + interface(big=big)
    for number in range(1, 5):
        note = option(1, f"note {number}".encode(), big=big) * (number % 2)
        make = obsolete if number < 3 else enhanced
        file += make(START_NS // 1000 + number, up(bytes(number)), big=big, options=note)
    (tmp_path / "a.pcapng").write_bytes(file)
    seen = fields(tmp_path / "a.pcapng", ["frame.time_epoch", "frame.len", "frame.comment"])
    ours, said = packets(str(tmp_path / "a.pcapng")), read(file).said
    assert ours["time_ns"].to_list() == [nanoseconds(frame["frame.time_epoch"][0]) for frame in seen]
    assert ours["wire_octets"].to_list() == [int(frame["frame.len"][0]) for frame in seen]
    assert list(said.comments) == [text for frame in seen for text in frame["frame.comment"]]
