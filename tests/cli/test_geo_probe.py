"""``harness geo probe`` contacts what it was told to and nothing else, and never replaces a file."""

from __future__ import annotations

import json
import ssl
from pathlib import Path

import pytest

from harness.cli import geo_probe
from harness.cli.exits import Exit
from harness.errors import HarnessError, UsageError
from harness.model.active import ActiveTarget
from harness.sources import active_probe
from tests.support import loopback_servers as servers
from tests.support.geo_rows import document, seen
from tests.support.places_example import place, votes

QUICK = ("--spacing", "0", "--timeout", "1", "--width", "80")


def run(*arguments: str | Path) -> Exit:
    return geo_probe.run(geo_probe.request([*map(str, arguments)]))


@pytest.fixture
def nothing_is_contacted(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("an address was contacted")

    monkeypatch.setattr(active_probe, "probe", refuse)


def opened(tmp_path: Path) -> Path:
    disputed = place(located=votes(vendor="DE", holder="CN"), candidates=["CN", "DE"], status="disputed")
    clear = place("8.0.0.2", located=votes(vendor="DE", holder="DE"), candidates=["DE"])
    named = seen(name="cloud.vendor.example", name_source="sni")
    rows = {"places": [disputed, clear], "endpoints": [named, seen("8.0.0.2")]}
    return document(tmp_path / "analysis.json", rows=rows)


@pytest.mark.enable_socket
def test_addresses_given_are_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "active.jsonl"
    with servers.server(servers.tls(ssl.TLSVersion.TLSv1_3)) as port:
        status = run(f"127.0.0.1:{port}", "--out", out, "--count", "3", "--at", "50.11,8.68,25", *QUICK)
    assert status is Exit.OK
    head, *samples = map(json.loads, out.read_text().splitlines())
    assert head["schema"] == "harness-active"
    assert head["site"]["latitude"] == 50.11
    assert [sample["kind"] for sample in samples] == ["tcp_connect", "tls_hello"] * 3
    assert all(sample["active"] and sample["counts"] for sample in samples)
    said = capsys.readouterr().out
    assert "6 of 6" in said
    assert "excluded" in said
    assert "WHAT A PROBE CANNOT PROVE" in said


@pytest.mark.usefixtures("nothing_is_contacted")
def test_addresses_of_an_analysis_need_yes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "active.jsonl"
    assert run("--from", opened(tmp_path), "--out", out) is Exit.USAGE
    told = capsys.readouterr()
    assert "8.0.0.1:443" in told.out
    assert "cloud.vendor.example" in told.out
    assert "8.0.0.2" not in told.out
    assert "nothing was contacted" in told.err
    assert not out.exists()


@pytest.mark.usefixtures("nothing_is_contacted")
def test_a_dry_run_needs_neither_yes_nor_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--from", opened(tmp_path), "192.0.2.1", "--dry-run") is Exit.OK
    said = capsys.readouterr().out
    assert "192.0.2.1:443" in said
    assert "8.0.0.1:443" in said


def test_with_yes_what_an_analysis_leaves_open_is_contacted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacted: list[ActiveTarget] = []

    def record(target: ActiveTarget, timeout_s: float) -> list[object]:
        contacted.append(target)
        return []

    monkeypatch.setattr(active_probe, "probe", record)
    out = tmp_path / "active.jsonl"
    assert run("--from", opened(tmp_path), "--yes", "--out", out, "--count", "2", *QUICK) is Exit.OK
    assert contacted == [ActiveTarget("8.0.0.1", 443, "cloud.vendor.example", tls=True)] * 2
    assert len(out.read_text().splitlines()) == 1


@pytest.mark.usefixtures("nothing_is_contacted")
def test_a_file_that_exists_is_never_replaced_and_nothing_is_contacted(tmp_path: Path) -> None:
    out = tmp_path / "active.jsonl"
    out.write_text("mine")
    with pytest.raises(UsageError, match="is there already and is never replaced"):
        run("192.0.2.1", "--out", out)
    assert out.read_text() == "mine"
    with pytest.raises(HarnessError, match="cannot be written: No such file"):
        run("192.0.2.1", "--out", tmp_path / "none" / "a.jsonl")


def test_mistakes_are_told_together() -> None:
    with pytest.raises(UsageError) as told:
        geo_probe.request(
            ["host.example", "1.2.3.4:0", "[::1]:70000", "--sni", "a b", "--at", "x", "--country", "xx"]
        )
    assert len(str(told.value).splitlines()) == 8


def test_no_address_is_no_question() -> None:
    with pytest.raises(UsageError, match="no address given"):
        geo_probe.request(["--out", "x"])


@pytest.mark.parametrize(
    ("text", "server_ip", "port"),
    [
        ("192.0.2.1", "192.0.2.1", 443),
        ("192.0.2.1:80", "192.0.2.1", 80),
        ("2001:DB8::1", "2001:db8::1", 443),
        ("[2001:db8::1]", "2001:db8::1", 443),
        ("[2001:db8::1]:8443", "2001:db8::1", 8443),
    ],
)
def test_addresses_and_ports(text: str, server_ip: str, port: int) -> None:
    (target,) = geo_probe.request([text, "--dry-run", "--no-tls"]).targets
    assert target == ActiveTarget(server_ip, port, None, tls=False)
