"""Documents of analyze and verify are read as what was seen; what is wrong is told with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import HarnessError
from harness.reports.document import document as analysis_document
from harness.reports.verification_document import document as verification_document
from harness.sources.analysis_seen import read_seen
from tests.support.analysis_example import example
from tests.support.verification_example import example as verification_example


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seen") / "a.json"
    path.write_bytes(b"".join(analysis_document(example())))
    return path


def test_what_analyze_writes_is_read(written: Path) -> None:
    analysis = example()
    told = read_seen(str(written))
    rows = analysis.endpoints.to_dicts()
    assert [(one.vantage, one.address, one.transport, one.port) for one in told] == [
        (row["vantage"], row["server_ip"], row["transport"], row["server_port"]) for row in rows
    ]
    assert [list(one.names) for one in told] == [row["names"] for row in rows]
    assert [one.octets_up for one in told] == [row["payload_octets_up"] for row in rows]
    assert [one.ruled for one in told] == [row["rule"] is not None for row in analysis.classes.to_dicts()]
    assert any(one.ruled for one in told)
    assert any(one.asn is not None for one in told)
    assert {one.path for one in told} <= {*analysis.captures["path"].to_list(), None}


def test_what_verify_writes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "v.json"
    verification = verification_example()
    path.write_bytes(b"".join(verification_document([verification, verification], only=[])))
    assert len(read_seen(str(path))) == 2 * verification.endpoints.height


@pytest.mark.parametrize(
    ("table", "member", "value", "said"),
    [
        ("endpoints", "server_ip", "x", r"endpoints\[0\]\.server_ip: an IP address is wanted here"),
        ("endpoints", "names", "x", r"endpoints\[0\]\.names: a list is wanted here"),
        ("endpoints", "names", [""] * 10_001, r"endpoints\[0\]\.names: a list of at most 10,000 names"),
        ("endpoints", "server_port", 65_536, r"endpoints\[0\]\.server_port: a whole number from 0 to 65,535"),
        ("endpoints", "payload_octets_up", -1, r"endpoints\[0\]\.payload_octets_up: a whole number"),
        ("classes", "rule", 7, r"classes\[0\]\.rule: text"),
        ("places", "asn", "64500", r"places\[0\]\.asn: a whole number"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    written: Path, tmp_path: Path, table: str, member: str, value: Any, said: str
) -> None:
    told = json.loads(written.read_text())
    told[table][0][member] = value
    path = tmp_path / "b.json"
    path.write_text(json.dumps(told))
    with pytest.raises(HarnessError, match=said):
        read_seen(str(path))


@given(st.data())
def test_any_change_is_read_or_told(written: Path, data: st.DataObject) -> None:
    told = json.loads(written.read_text())
    table = data.draw(st.sampled_from(["endpoints", "places", "classes", "captures"]))
    row = data.draw(st.sampled_from(told[table]))
    member = data.draw(st.sampled_from(sorted(row)))
    row[member] = data.draw(
        st.none()
        | st.integers(-(10**18), 10**18)
        | st.text()
        | st.lists(st.text(), max_size=2)
        | st.booleans()
    )
    path = written.with_name("c.json")
    path.write_text(json.dumps(told))
    said = ""
    try:
        read_seen(str(path))
    except HarnessError as fault:
        said = str(fault)
    assert not said or f"{path}: $.{table}" in said
