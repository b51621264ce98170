"""With and without interference, in the words of the terminal's report."""

from __future__ import annotations

from dataclasses import replace

from harness.reports.html.contrast import verification_contrast
from tests.support.contrast_example import contrasted
from tests.support.verification_example import example


def test_rows_stand_below_their_cell_with_both_packets() -> None:
    told = verification_contrast(contrasted(example(), {"contact_under": "handshake"}))
    assert told is not None
    caution, cell = told
    assert caution.text.startswith("What is in one alone may come of the interference")
    assert cell.text.startswith("br-v1 (tls interception) beside sg-v1: 1 endpoint in both")
    unlike, rows = cell.below
    assert (unlike.text, unlike.tone) == ("sg-v1 could hide a contact: loss.", "doubt")
    (endpoint,) = rows.below
    assert [one.text.partition(":")[0] for one in endpoint.below] == ["under interference", "without"]
    assert all("Wireshark: frame.number == 77" in one.below[0].text for one in endpoint.below)


def test_where_no_cell_has_interference_the_section_is_left_out() -> None:
    assert verification_contrast(replace(example(), contrasts=None, contrast_endpoints=None)) is None
