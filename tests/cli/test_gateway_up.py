"""The command line of ``harness gateway up``, on machines that are values: nothing is changed here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.cli.main import main
from tests.support.gateway_facts import facts, interface

WORDS = ["gateway", "up", "--lan", "lan0", "--wan", "wan0"]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set what the machine is."""

    def be(**changed: Any) -> None:
        monkeypatch.setattr("harness.gateway.facts.facts_of", lambda wish: facts(**changed))
        monkeypatch.setattr("harness.gateway.versions.tool_versions", lambda names: ())
        # Whatever a test gets wrong, nothing is made.
        monkeypatch.setattr("harness.gateway.up.make", None)

    be()
    return be


def test_a_dry_run_prints_commands_and_writes_nothing(
    machine: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine(admin=False)
    assert main([*WORDS, "--dhcp", "--dry-run", "--state", str(tmp_path / "s")]) == 0
    out = capsys.readouterr().out
    assert "nft -f - <<'END'" in out
    assert "ip link set dev lan0 up" in out
    assert "dnsmasq --conf-file=" in out
    assert list(tmp_path.iterdir()) == []


def test_missing_rights_are_told_with_the_command(
    machine: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine(admin=False)
    assert main([*WORDS, "--state", str(tmp_path)]) == 4
    assert "call `sudo harness gateway up ...`" in capsys.readouterr().err


def test_every_refusal_is_told_at_once(
    machine: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine(programs=frozenset({"ip"}), links=(interface("lan0", 2), interface("wan0", 3, up=False)))
    assert main([*WORDS, "--state", str(tmp_path)]) == 2
    err = capsys.readouterr().err
    for text in (
        "nft is not installed",
        "ethtool is not installed",
        "--wan wan0 is down",
        "nothing was changed",
    ):
        assert text in err


def test_without_yes_ones_own_way_is_not_touched(
    machine: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.support.gateway_facts import default_route

    links = (interface("lan0", 2, "192.0.2.9/24"), interface("wan0", 3))
    machine(links=links, routes=(default_route(4, "lan0"),))
    words = [*WORDS, "--state", str(tmp_path / "s"), "--dry-run"]
    assert main(words) == 2
    assert "--yes goes on" in capsys.readouterr().err
    assert main([*words, "--yes"]) == 0


def test_an_interface_that_is_not_there(
    machine: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["gateway", "up", "--lan", "lan1\x1b[31m", "--wan", "wan0", "--state", str(tmp_path)]) == 2
    err = capsys.readouterr().err
    assert "no such interface" in err
    assert "\x1b" not in err


def test_options_of_the_proxy_need_interception(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*WORDS, "--proxy", "p", "--ca", "c", "--ca-store", "user"]) == 2
    assert "--proxy and --ca and --ca-store: nothing is intercepted" in capsys.readouterr().err


def test_interception_needs_a_proxy(
    machine: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.interception.environment.proxy_program", lambda: None)
    assert main([*WORDS, "--intercept", "tun", "--state", str(tmp_path)]) == 2
    assert "harness gateway install-proxy" in capsys.readouterr().err


def test_a_gateway_that_is_up_is_not_set_up_again(
    machine: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "journal.jsonl").write_text("")
    assert main([*WORDS, "--state", str(tmp_path)]) == 2
    assert "a gateway is up, or was not taken down" in capsys.readouterr().err
