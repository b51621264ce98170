"""Pictures in; whoever is to know of a refuted claim is told, in a thread, so that neither capturing nor the view waits.

Each claim and witness is told once. What fails is told in words that the view and the log show (``troubles``) and never
stops anything. Few alerts wait at a time: what finds no room is counted and told.

Blind spots: an alert that was sent need not have been read. A command that starts others and leaves them is not waited for.
"""

from __future__ import annotations

import queue
import shlex
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from harness.errors import HarnessError, MachineError, UsageError
from harness.live.alerting.alert import Alert, alert_test, alerts, document, environment
from harness.live.alerting.webhook import Destination, Webhook, post
from harness.machine.programs import run
from harness.model.live import LivePicture
from harness.reports.text import head, shown
from harness.reports.units import counted

COMMAND_S: Final = 10.0
"""A command is killed after so long."""
WAITING_MOST: Final = 100
CLOSE_S: Final = 15.0
"""How long the end of a capture waits for alerts that are still to go out."""
_WHY_MOST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Who is told."""

    commands: tuple[tuple[str, ...], ...] = ()
    """Each a program and its arguments, never a shell's line; they read the JSON, and variables of the environment."""
    webhooks: tuple[Webhook, ...] = ()
    redact: bool = False
    """Whether webhooks get only what does not come from the capture; commands run on this machine and get everything."""
    command_s: float = COMMAND_S


def command_of(text: str) -> tuple[str, ...]:
    """A command as given on the command line, cut at spaces as a shell would, and never handed to one.

    Raises:
        UsageError: Nothing is there, or a quotation mark is not closed.

    >>> command_of("notify-send 'claim refuted'")
    ('notify-send', 'claim refuted')
    """
    try:
        words = tuple(shlex.split(text))
    except ValueError as fault:
        raise UsageError(f"the alert's command {shown(text)} cannot be cut into words: {fault}") from None
    if not words:
        raise UsageError("the alert's command is empty; give a program and its arguments")
    return words


class Alerts:
    """Sends what pictures bring; used by one thread, sends in another of its own."""

    def __init__(
        self,
        hooks: Hooks,
        *,
        ours: Callable[[Destination], None],
        kept: Callable[[Alert, tuple[str, ...]], None] = lambda _alert, _failed: None,
        clock: Callable[[], int] = time.time_ns,
    ) -> None:
        """Begin.

        Args:
            hooks: Who is told.
            ours: Writes down where our own packets go, before they do. Called in the other thread, never once ``close`` has returned.
            kept: Writes down an alert that was tried, and what failed; called likewise.
            clock: Wall time in ns, for the test alert.
        """
        self._hooks = hooks
        self._ours = ours
        self._kept = kept
        self._writing = threading.Lock()
        self._clock = clock
        self._before: LivePicture | None = None
        self._told: set[tuple[str, str]] = set()
        self._waiting: queue.Queue[Alert | None] = queue.Queue(WAITING_MOST)
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._failed: Counter[str] = Counter()
        self._why: dict[str, str] = {}
        self._thread = threading.Thread(target=self._work, name="alerts", daemon=True)
        self._thread.start()

    def test(self) -> None:
        """Send the test alert."""
        self._put(alert_test(self._clock()))

    def picture(self, picture: LivePicture) -> None:
        """Take a picture in; whatever it newly refutes goes out. Never waits."""
        before, self._before = self._before, picture
        for alert in alerts(before, picture):
            pairs = zip(alert.keys, alert.witnesses, strict=True)
            fresh = {key: text for key, text in pairs if (alert.claim, key) not in self._told}
            self._told |= {(alert.claim, key) for key in fresh}
            if fresh or not alert.witnesses:
                self._put(replace(alert, keys=tuple(fresh), witnesses=tuple(fresh.values())))

    def troubles(self) -> tuple[str, ...]:
        """What failed so far: a sentence for each hook, with how often and the last reason; may be called by any thread."""
        with self._lock:
            failed = [
                f"{hook}: {counted(count, 'alert')} not delivered; {self._why[hook]}"
                for hook, count in sorted(self._failed.items())
            ]
        dead = not self._over.is_set() and not self._thread.is_alive()
        return (*failed, *(["alerts: sending them broke, none goes out any more"] if dead else []))

    def close(self, wait_s: float = CLOSE_S) -> None:
        """Send what waits, for so long at most; what is left then is counted as not delivered."""
        end = time.monotonic() + wait_s
        try:
            self._waiting.put(None, timeout=wait_s)
        except queue.Full:
            self._over.set()
        self._thread.join(max(0.0, end - time.monotonic()))
        with self._writing:
            self._over.set()
        if self._thread.is_alive():
            left = sum(1 for _ in iter(self._next_left, None))
            self._fail("alerts", f"the capture ended while {counted(left + 1, 'alert')} waited", left + 1)

    def _next_left(self) -> Alert | None:
        while True:
            try:
                alert = self._waiting.get_nowait()
            except queue.Empty:
                return None
            if alert is not None:
                return alert

    def _put(self, alert: Alert) -> None:
        try:
            self._waiting.put_nowait(alert)
        except queue.Full:
            self._fail("alerts", f"more than {WAITING_MOST} waited to go out")

    def _work(self) -> None:
        while (alert := self._waiting.get()) is not None and not self._over.is_set():
            hooks = [
                *(
                    (f"alert command {words[0]}", partial(self._command, words, alert))
                    for words in self._hooks.commands
                ),
                *(
                    (f"webhook at {hook.host}", partial(self._webhook, hook, alert))
                    for hook in self._hooks.webhooks
                ),
            ]
            failed = tuple(name for name, send in hooks if not self._sent(name, send))
            self._sent("journal", partial(self._write, partial(self._kept, alert, failed)))

    def _sent(self, name: str, send: Callable[[], None]) -> bool:
        try:
            send()
        except HarnessError as fault:
            self._fail(name, str(fault))
            return False
        return True

    def _write(self, write: Callable[[], None]) -> None:
        """Write to the journal, which is closed after ``close``."""
        with self._writing:
            if self._over.is_set():
                raise MachineError("the capture ended before it was told")
            write()

    def _command(self, command: Sequence[str], alert: Alert) -> None:
        said = document(alert, redact=False)
        ran = run(command, stdin=said, timeout_s=self._hooks.command_s, environment=environment(alert))
        if not ran.ok:
            raise MachineError(ran.why)

    def _webhook(self, webhook: Webhook, alert: Alert) -> None:
        def ours(destination: Destination) -> None:
            self._write(partial(self._ours, destination))

        post(webhook, document(alert, redact=self._hooks.redact), ours=ours, wait=self._over.wait)

    def _fail(self, hook: str, why: str, count: int = 1) -> None:
        with self._lock:
            self._failed[shown(hook)] += count
            self._why[shown(hook)] = head(why, _WHY_MOST)
