"""Alerts go out once, beside everything else, and what fails is told."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from harness.errors import FetchError, UsageError
from harness.live.alerting import alerts as alerts_module
from harness.live.alerting.alerts import WAITING_MOST, Alerts, Hooks, command_of
from harness.live.alerting.webhook import Webhook
from tests.support.live_pictures import BEGAN_NS, CLAIM, REFUTED, picture

KEEPING = "import os, sys; open(sys.argv[1], 'a').write(sys.stdin.read() + os.environ['HARNESS_ALERT_CLAIM'] + '\\n')"


def commanding(*arguments: str, seconds: float = 30) -> Alerts:
    hooks = Hooks(commands=((sys.executable, "-c", *arguments),), command_s=seconds)
    return Alerts(hooks, ours=lambda where: None, clock=lambda: BEGAN_NS)


def until(there: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not there():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_refuted_claim_is_told_once_by_a_command(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    alerts = commanding(KEEPING, str(kept))
    for claims in ([CLAIM], [REFUTED], [REFUTED], [CLAIM], [REFUTED]):
        alerts.picture(picture(claims=claims))
    alerts.close(60)
    first, claim = kept.read_text().splitlines()
    assert json.loads(first)["witnesses"] == list(REFUTED.witnesses)
    assert claim == "no-data-to-cn"
    assert alerts.troubles() == ()


def test_an_endpoint_is_told_once_however_its_witness_reads(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    alerts = commanding(KEEPING, str(kept))
    for text in ("(no name seen) 52.80.0.10:443 tcp", "logs.example 52.80.0.10:443 tcp"):
        alerts.picture(
            picture(claims=[replace(REFUTED, witnesses=(text,), witness_keys=("52.80.0.10:443 tcp",))])
        )
        alerts.picture(picture(claims=[CLAIM]))
    alerts.close(60)
    assert len(kept.read_text().splitlines()) == 2


def test_each_alert_is_written_down_with_whom_it_did_not_reach() -> None:
    written: list[tuple[str, tuple[str, ...]]] = []
    hooks = Hooks(commands=(("true",), ("false",)))
    alerts = Alerts(
        hooks, ours=lambda where: None, kept=lambda alert, failed: written.append((alert.claim, failed))
    )
    alerts.test()
    alerts.picture(picture(claims=[REFUTED]))
    alerts.close(60)
    assert written == [("alert-test", ("alert command false",)), ("no-data-to-cn", ("alert command false",))]


def test_nothing_is_written_down_once_it_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    entered, held, written = threading.Event(), threading.Event(), list[object]()

    def slow(*given: object, **named: object) -> None:
        entered.set()
        held.wait(60)

    monkeypatch.setattr(alerts_module, "post", slow)
    hooks = Hooks(webhooks=(Webhook(url="https://hooks.example/x"),))
    alerts = Alerts(hooks, ours=written.append, kept=lambda alert, failed: written.append(alert))
    alerts.test()
    entered.wait(60)
    alerts.close(0)
    held.set()
    until(lambda: any("journal" in trouble for trouble in alerts.troubles()))
    assert written == []


def test_a_further_witness_is_told_alone(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    alerts = commanding(KEEPING, str(kept))
    alerts.picture(picture(claims=[REFUTED]))
    alerts.picture(picture(claims=[replace(REFUTED, witnesses=(*REFUTED.witnesses, "another"))]))
    alerts.close(60)
    said = [json.loads(line) for line in kept.read_text().splitlines()[::2]]
    assert [one["witnesses"] for one in said] == [list(REFUTED.witnesses), ["another"]]


def test_the_test_alert_says_that_it_is_a_test(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    alerts = commanding(KEEPING, str(kept))
    alerts.test()
    alerts.close(60)
    assert json.loads(kept.read_text().splitlines()[0])["event"] == "test"


@pytest.mark.parametrize(
    ("program", "seconds", "why"),
    [
        ("import sys; sys.exit('\\x1b[31mno\\nnetwork')", 30, r"1 alert not delivered; \x1b[31mno\nnetwork"),
        ("import time; time.sleep(600)", 0.2, "it was killed"),
    ],
)
def test_a_command_that_fails_is_told_escaped_and_stops_nothing(
    program: str, seconds: float, why: str
) -> None:
    alerts = commanding(program, seconds=seconds)
    alerts.picture(picture(claims=[REFUTED]))
    until(alerts.troubles)
    (trouble,) = alerts.troubles()
    assert why in trouble
    alerts.picture(picture(claims=[replace(REFUTED, id="other")]))
    alerts.close(60)
    assert "2 alerts not delivered" in alerts.troubles()[0]


def test_a_program_that_is_not_there_is_told() -> None:
    alerts = Alerts(Hooks(commands=(("no-such-program-here",),)), ours=lambda where: None)
    alerts.test()
    alerts.close(60)
    assert "no-such-program-here is not installed" in alerts.troubles()[0]


def test_a_picture_never_waits_for_who_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    held = threading.Event()
    monkeypatch.setattr(alerts_module, "post", lambda *given, **named: held.wait(60))
    alerts = Alerts(Hooks(webhooks=(Webhook(url="https://hooks.example/x"),)), ours=lambda where: None)
    for number in range(WAITING_MOST + 20):
        alerts.picture(picture(claims=[replace(REFUTED, witnesses=(f"witness {number}",))]))
    assert f"more than {WAITING_MOST} waited" in alerts.troubles()[0]
    alerts.close(0)
    assert any("waited" in trouble for trouble in alerts.troubles())
    held.set()


def test_only_what_may_leave_is_posted(monkeypatch: pytest.MonkeyPatch) -> None:
    posted: list[str] = []
    monkeypatch.setattr(alerts_module, "post", lambda webhook, body, **named: posted.append(body))
    for redact in (True, False):
        hooks = Hooks(webhooks=(Webhook(url="https://hooks.example/x"),), redact=redact)
        alerts = Alerts(hooks, ours=lambda where: None)
        alerts.picture(picture(claims=[REFUTED]))
        alerts.close(60)
    assert "witnesses" not in json.loads(posted[0])
    assert json.loads(posted[1])["witnesses"] == list(REFUTED.witnesses)


def test_one_that_fails_keeps_no_other_from_being_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: object, **named: object) -> None:
        raise FetchError("the server cannot be reached, or broke off")

    monkeypatch.setattr(alerts_module, "post", refuse)
    kept = tmp_path / "kept"
    commands = (("false",), (sys.executable, "-c", KEEPING, str(kept)))
    hooks = Hooks(commands=commands, webhooks=(Webhook(url="https://hooks.example/secret"),))
    alerts = Alerts(hooks, ours=lambda where: None)
    alerts.picture(picture(claims=[REFUTED]))
    alerts.close(60)
    assert kept.exists()
    assert len(alerts.troubles()) == 2
    assert "secret" not in "".join(alerts.troubles())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_sending_that_broke_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object, **named: object) -> None:
        raise KeyError("our own fault")

    monkeypatch.setattr(alerts_module, "post", broken)
    alerts = Alerts(Hooks(webhooks=(Webhook(url="https://hooks.example/x"),)), ours=lambda where: None)
    alerts.test()
    until(alerts.troubles)
    assert alerts.troubles() == ("alerts: sending them broke, none goes out any more",)


def test_a_command_is_cut_into_words_and_never_a_shell_s() -> None:
    assert command_of("notify-send 'a b' $HOME;ls") == ("notify-send", "a b", "$HOME;ls")
    for text in ("", "  ", "'open"):
        with pytest.raises(UsageError):
            command_of(text)
