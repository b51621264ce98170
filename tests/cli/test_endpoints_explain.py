"""``harness endpoints explain``: three questions apart, of real allocations and made-up names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.cli import endpoints_explain
from harness.cli.exits import Exit
from harness.errors import UsageError
from tests.support.rule_files import GOOD, SECOND

DAY = ("--date", "2026-06-20")
MQTT = SECOND.replace("acme.logs", "acme.mqtt").replace(
    "{host: [logs.acme.example]}", "{suffix: [mqtt.acme.example], port: [8883]}"
)
MQTT = MQTT.replace("[logs.acme.example]", "[mqtt.acme.example tcp/8883]").replace("log-upload", "telemetry")


def run(*arguments: str | Path) -> Exit:
    return endpoints_explain.run(endpoints_explain.request([*map(str, arguments), *DAY]))


def document(capfd: pytest.CaptureFixture[str], *arguments: str | Path) -> list[dict[str, Any]]:
    assert run(*arguments, "--json", "-") is Exit.OK
    told: list[dict[str, Any]] = json.loads(capfd.readouterr().out)["endpoints"]
    return told


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    (tmp_path / "acme.yaml").write_text(GOOD + SECOND + MQTT)
    return tmp_path


def test_who_hosts_is_not_who_runs_is_not_where(capfd: pytest.CaptureFixture[str]) -> None:
    (told,) = document(capfd, "47.88.1.1")
    assert told["runs"] is None
    assert (told["hosts"]["asn"], told["hosts"]["rule"]["control_country"]) == (45102, "CN")
    assert (told["where"]["candidates"], told["where"]["status"]) == (["US"], "agreed")
    run("47.88.1.1", "--width", "80")
    said = " ".join(capfd.readouterr().out.split())
    assert "who hosts an endpoint is not who runs it" in said
    assert "agreed: US (United States)" in said


def test_a_resolver_has_both_answers(capfd: pytest.CaptureFixture[str]) -> None:
    (told,) = document(capfd, "8.8.8.8")
    assert (told["runs"]["matched_by"], told["runs"]["matched"]) == ("cidr", "8.8.8.8/32")
    assert (told["hosts"]["rule"]["matched_by"], told["hosts"]["rule"]["matched"]) == ("asn", "AS15169")
    assert told["where"]["status"] == "anycast"


def test_a_name(acme: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (told,) = document(capfd, "LOGS.acme.example.", "--catalogue", acme)
    assert (told["asked"], told["name"], told["where"]) == ("LOGS.acme.example.", "logs.acme.example", None)
    assert (told["runs"]["rule"], told["runs"]["matched_by"]) == ("acme.logs", "host")
    assert [one["rule"] for one in told["also"]] == ["acme.web"]
    assert told["runs"]["dates"] == ["2026"]
    run("logs.acme.example", "--catalogue", acme, "--width", "80")
    said = capfd.readouterr().out
    assert max(map(len, said.splitlines())) <= 80
    assert "chosen before acme.web by the order exact name, then longer suffix" in " ".join(said.split())


def test_a_rule_at_another_port_is_told(acme: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (told,) = document(capfd, "x.mqtt.acme.example", "--catalogue", acme, "--port", "443/tcp")
    assert told["runs"]["rule"] == "acme.web"
    assert [one["rule"] for one in told["elsewhere"]] == ["acme.mqtt"]
    (told,) = document(capfd, "x.mqtt.acme.example", "--catalogue", acme, "--port", "8883/tcp")
    assert (told["runs"]["rule"], told["elsewhere"]) == ("acme.mqtt", [])


def test_an_inferred_rule_is_told_to_carry_no_fail(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "acme.yaml").write_text(GOOD.replace("documented", "inferred"))
    run("acme.example", "--catalogue", tmp_path)
    assert "it names the endpoint and carries no FAIL" in " ".join(capfd.readouterr().out.split())


def test_an_as_number_brings_the_host_of_a_name(capfd: pytest.CaptureFixture[str]) -> None:
    (told,) = document(capfd, "nothing.example", "--asn", "45102")
    assert told["hosts"]["rule"]["matched"] == "AS45102"


def test_a_block_that_nobody_announces_has_no_host(capfd: pytest.CaptureFixture[str]) -> None:
    (told,) = document(capfd, "43.10.1.1")
    assert (told["hosts"]["rule"], told["hosts"]["asn"]) == (None, None)
    run("43.10.1.1")
    assert "nobody announces it, though it is a block of AS37963" in " ".join(capfd.readouterr().out.split())


def test_nothing_known_says_what_to_do(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("nothing.example", "203.0.113.7", "10.0.0.1") is Exit.OK
    said = " ".join(capfd.readouterr().out.split())
    assert said.count("Not known: no rule matches") == 3
    assert "harness endpoints unmatched ANALYSIS.json" in said
    assert "harness endpoints search nothing" in said
    assert "harness geo explain 203.0.113.7" in said


def test_an_address_that_wraps_another_is_asked_as_that(capfd: pytest.CaptureFixture[str]) -> None:
    (told,) = document(capfd, "64:ff9b::808:808")
    assert (told["address"], told["runs"]["rule"]) == ("8.8.8.8", "google.public-dns")


def test_names_beyond_ascii_and_hostile_ones(capfd: pytest.CaptureFixture[str]) -> None:
    first, second = document(capfd, "B\u00fccher.example", "\x1b[31m.example")
    assert first["name"] == "xn--bcher-kva.example"
    assert second["name"] == "\\027[31m.example"
    run("\x1b[31m.example")
    assert "\x1b" not in capfd.readouterr().out


@pytest.mark.parametrize(
    "text", ["https://a.example/", "a/b", "a b", "1.2.3", "", ".a", "a..b", "a@b.example", "x" * 254]
)
def test_what_is_neither_host_nor_address(text: str) -> None:
    with pytest.raises(UsageError, match="neither a host name nor an address"):
        run(text)


@pytest.mark.parametrize(
    "line",
    [
        ["a", "--port", "443"],
        ["a", "--port", "0/tcp"],
        ["a", "--port", "65536/tcp"],
        ["a", "--port", "1/x"],
        ["a", "--asn", "0"],
        [],
    ],
)
def test_mistakes(line: list[str]) -> None:
    with pytest.raises(UsageError, match="--help"):
        endpoints_explain.request(line)
