"""``verify`` as a command: what it takes, prints, writes and leaves with; by processes of their own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from harness.cli.narrowing import Narrowing
from harness.cli.verify import Request, request
from harness.errors import UsageError
from tests.support import command
from tests.support.command import REAL, ROOT
from tests.support.fake_verify import PROGRAM


def asked(*paths: str, **changed: object) -> Request:
    known: dict[str, object] = {
        "narrowing": Narrowing(),
        "json": None,
        "all_rows": False,
        "width": None,
    }
    return Request(paths=paths, **{**known, **changed})  # type: ignore[arg-type]


def run(*arguments: str | Path, pipeline: str = "fail") -> subprocess.CompletedProcess[bytes]:
    return command.run("verify", *arguments, program=PROGRAM, pipeline=pipeline)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "scenario.yaml"
    path.write_text("good")
    return path


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a", asked("a")),
        ("a --all b", asked("a", "b", all_rows=True)),
        ("a --only egress.region=US --only session=1,2", asked("a", narrowing=Narrowing(only=("egress.region=US", "session=1,2")))),
        ("--json - a --width 72", asked("a", json="-", width=72)),
        ("-- --all", asked("--all")),
        (
            "--firmware 1.0 a --without vantage=x --databases d,e --without vantage=y",
            asked("a", narrowing=Narrowing(firmware=("1.0",), without=("vantage=x", "vantage=y"), databases=("d,e",))),
        ),
    ],
)  # fmt: skip
def test_what_is_taken(line: str, expected: Request) -> None:
    assert request(line.split()) == expected


@pytest.mark.parametrize("line", ["", "--only a=b", "a --only", "a --width 10", "a --country CN"])
def test_what_is_refused(line: str) -> None:
    with pytest.raises(UsageError) as fault:
        request(line.split())
    assert "try `harness verify --help`" in str(fault.value)


@pytest.mark.parametrize(
    ("pipeline", "status"), [("pass", 0), ("expected", 0), ("fail", 1), ("open", 3), ("error", 4), ("fault", 4)]
)  # fmt: skip
def test_exit_status(file: Path, pipeline: str, status: int) -> None:
    done = run(file, pipeline=pipeline)
    assert done.returncode == status, done.stderr.decode()
    assert (b"Scenario four-regions" in done.stdout) == (pipeline != "fault")
    assert bool(done.stderr) == (pipeline == "fault")


def test_a_choice_decides_as_tested_and_says_so(file: Path) -> None:
    done = run(file, "--only", "egress.region=BR")
    assert done.returncode == 1
    assert b"--only egress.region=BR: the verdicts as tested of this narrower test" in b" ".join(
        done.stdout.split()
    )


def test_several_scenarios_are_each_headed_and_the_worst_decides(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "scenario.yaml").write_text("good")
    done = run(tmp_path, "--width", "300", pipeline="open")  # paths of any length on one line
    assert done.returncode == 3
    heads = [line for line in done.stdout.decode().splitlines() if line.startswith("Scenario ")]
    assert len(heads) == 2
    assert done.stdout.count(b"scenario.yaml, sha256") == 2


def test_faults_of_all_scenarios_are_told_before_anything_is_read(tmp_path: Path, file: Path) -> None:
    (tmp_path / "x.scenario.yaml").write_text("bad")
    (tmp_path / "y.scenario.yaml").write_text("bad")
    done = run(tmp_path, pipeline="fault")
    assert done.returncode == 2
    assert done.stdout == b""
    told = done.stderr.decode()
    assert [told.count(f"{name}.scenario.yaml:{line}:1: wrong") for name in "xy" for line in (3, 7)] == [
        1
    ] * 4
    assert "\x1b" not in told


@pytest.mark.parametrize(
    ("only", "hint"),
    [
        ("egres.region=US", "did you mean egress.region?"),
        ("egress.region=FR", "no test cell has it; there are BR, DE, JP, SG, US"),
    ],
)
def test_a_wrong_choice_is_told_before_anything_is_read(file: Path, only: str, hint: str) -> None:
    done = run(file, "--only", only, pipeline="fault")
    assert done.returncode == 2
    assert hint in done.stderr.decode()


def test_a_folder_without_a_scenario_is_wrong_usage(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 2
    assert b"no scenario.yaml and no *.scenario.yaml" in done.stderr


def test_the_document_goes_to_standard_output_alone(file: Path) -> None:
    done = run(file, "--json", "-", pipeline="error")
    assert done.returncode == 4
    (scenario,) = json.loads(done.stdout)["scenarios"]
    assert scenario["scenario"]["path"] == str(file)
    assert b"no such file\\x1b[31m" in done.stderr


def test_the_document_stands_beside_the_report_and_replaces_its_like_alone(
    file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out.json"
    for word in (b"wrote", b"replaced"):
        done = run(file, "--json", target, pipeline="pass")
        assert done.returncode == 0
        assert word in done.stderr
        assert done.stdout.startswith(b"Scenario")
        assert json.loads(target.read_bytes())["kind"] == "verification"
    target.write_bytes(b'{\n"schema": "harness-analysis"')
    refused = run(file, "--json", target, pipeline="fault")
    assert refused.returncode == 2
    assert target.read_bytes() == b'{\n"schema": "harness-analysis"'


def test_the_true_pipeline_shows_what_a_us_test_would_have_missed() -> None:
    done = command.run("verify", ROOT / "scenarios/four-regions", program=REAL)
    assert done.returncode == 0, done.stderr.decode()
    text = " ".join(done.stdout.decode().split())
    first = text.split("Findings:")[0]
    assert "SYNTHETIC: made up by" in first
    assert "FAIL as tested: " in first
    assert "A test from US only would have said: PASS" in first
    assert "As the scenario expects" in first
    assert "Wireshark: frame.number == " in text


def test_the_true_pipeline_answers_for_a_choice() -> None:
    def asked_of(region: str) -> int:
        only = f"egress.region={region}"
        return command.run("verify", ROOT / "scenarios/four-regions", "--only", only, program=REAL).returncode

    assert [asked_of(region) for region in ("US", "SG", "DE", "FR")] == [0, 1, 3, 2]


def test_the_true_pipeline_answers_for_a_narrower_test_beside_the_full_one(tmp_path: Path) -> None:
    def asked_of(*options: str) -> subprocess.CompletedProcess[bytes]:
        return command.run("verify", ROOT / "scenarios/four-regions", *options, program=REAL)

    target = tmp_path / "out.json"
    done = asked_of("--without", "vantage=singapore,sao-paulo", "--firmware", "1.0", "--json", str(target))
    assert done.returncode == 0, done.stderr.decode()
    text = " ".join(done.stdout.decode().split())
    assert "--only subject.version=1.0 --without vantage=singapore,sao-paulo: the verdicts as tested" in text
    assert "The full test: FAIL as tested, FAIL as asserted. This one misses 2 of 2 findings." in text
    (scenario,) = json.loads(target.read_bytes())["scenarios"]
    assert scenario["narrower"] == {
        "only": {"subject.version": ["1.0"]},
        "without": ["singapore", "sao-paulo"],
        "databases": None,
    }
    assert asked_of("--databases", "none").returncode == 3


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        (
            ("--without", "vantage=paris"),
            "no scenario has it; there are ashburn, frankfurt, sao-paulo, singapore",
        ),
        (("--databases", "maxmind"), "there is no such locator; there are cloud-ranges, db-ip, dbip-country"),
        (("--firmware", "9"), "no test cell has it; there are 1.0, 1.1"),
    ],
)
def test_what_is_not_there_to_be_left_out_is_told_before_anything_is_read(
    options: tuple[str, str], hint: str
) -> None:
    done = command.run("verify", ROOT / "scenarios/four-regions", *options, program=REAL)
    assert (done.returncode, done.stdout) == (2, b"")
    assert hint in done.stderr.decode()
