"""Every kind of bad input says what happened, where, and what to do: the wording, reviewed, is in ``expected.txt``.

A block is a command line, the status that it leaves with, and its lines on standard error. `harness` runs in this process, in a
folder that ``place`` makes.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.cli.main import main

CASES = Path(__file__).parents[1]
BLOCKS = (Path(__file__).parent / "expected.txt").read_text().strip().split("\n\n")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files and folders that are not what is wanted."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "empty").mkdir()
    (folder / "text.txt").write_text("x\n")
    (folder / "zero.pcap").touch()
    (folder / "bad.yaml").write_text("a: [\n")
    (folder / "other.json").write_text('{"schema": "x"}\n')
    (folder / "link.json").symlink_to("nowhere")
    (folder / "a.pcapng").symlink_to(CASES / "honey" / "app.pcapng")
    return folder


def said(line: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The block of one command line, alike on every Python."""
    status = main(line.split()[2:])
    errors = re.sub(r"choose from ([^)]*)\)", _without_quotes, capsys.readouterr().err)
    return "\n".join([line, f"status {int(status)}", *errors.splitlines()])


def _without_quotes(found: re.Match[str]) -> str:
    """Python 3.12 and later write the choices without quotes."""
    return found[0].replace("'", "")


@pytest.mark.parametrize("block", BLOCKS, ids=[block.partition("\n")[0][2:] for block in BLOCKS])
def test_what_is_said(
    block: str, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(place)
    assert said(block.partition("\n")[0], capsys) == block
    assert sorted(path.name for path in place.iterdir()) == [
        "a.pcapng", "bad.yaml", "empty", "link.json", "other.json", "text.txt", "zero.pcap",
    ]  # fmt: skip


def test_there_are_forty_kinds_and_each_ends_in_a_fault() -> None:
    assert len(BLOCKS) >= 40
    assert all(re.search(r"^status [24]$", block, re.MULTILINE) for block in BLOCKS)
    assert all("harness: error: " in block for block in BLOCKS)
    assert not any("internal fault" in block for block in BLOCKS)
