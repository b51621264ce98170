"""What a narrower test missed, in the words of the terminal's report."""

from __future__ import annotations

from harness.reports.html.beside import verification_beside
from tests.support.verification_example import example, narrowed


def test_witnesses_that_were_missed_stand_there_with_their_packet() -> None:
    told = verification_beside(narrowed())
    assert told is not None
    lost = next(one for one in told if one.text.startswith("Missed, and contradicts a claim"))
    assert "crash.skylark.example" in lost.below[0].text
    assert "Wireshark: frame.number == 1004" in lost.below[0].below[-1].text


def test_the_full_test_missed_nothing() -> None:
    assert verification_beside(example()) is None
