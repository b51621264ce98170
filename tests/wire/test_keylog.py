"""Key logs: lines of RFC 9850, faults with their numbers, and nothing of a key shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.wire import keylog
from harness.wire.keylog import KEPT_FAULTS, LINES_OF_ONE, MAX_LINE_OCTETS, read_key_log, read_line

RANDOM, SECRET32, SECRET48 = "5a" * 32, "c3" * 32, "c3" * 48
HEX = st.binary(min_size=32, max_size=32).map(bytes.hex)


def line(label: str, random: str = RANDOM, secret: str = SECRET32) -> bytes:
    return f"{label} {random} {secret}".encode()


@pytest.mark.parametrize(
    "label",
    [
        "CLIENT_EARLY_TRAFFIC_SECRET",
        "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        "CLIENT_TRAFFIC_SECRET_0",
        "SERVER_TRAFFIC_SECRET_0",
        "EXPORTER_SECRET",
        "ECH_SECRET",
        "ECH_CONFIG",
        "SOMETHING_NEW",
    ],
)
def test_labels_of_the_specification_and_others(label: str) -> None:
    """RFC 9850 §2.1, §2.3; of labels that are not known the line is kept (§2)."""
    assert read_line(line(label)) == RANDOM
    assert read_line(line(label, RANDOM.upper(), SECRET48.upper())) == RANDOM


def test_a_master_secret_has_48_octets() -> None:
    """RFC 9850 §2.2, RFC 5246 §8.1."""
    assert read_line(line("CLIENT_RANDOM", secret=SECRET48)) == RANDOM
    fault = read_line(line("CLIENT_RANDOM", secret=SECRET32))
    assert fault == Malformed(Reason.BAD_LENGTH, 14 + 65, "keylog")


@pytest.mark.parametrize("text", [f"RSA {'ab' * 8} {'cd' * 48}", "RSA Session-ID:ab Master-Key:cd"])
def test_sessions_named_by_other_means_are_passed(text: str) -> None:
    assert read_line(text.encode()) is None


@pytest.mark.parametrize(
    ("text", "reason", "offset"),
    [
        ("hello world", Reason.NOT_THIS, 0),
        ("CLIENT_RANDOM", Reason.TRUNCATED, 13),
        (f"CLIENT_RANDOM {RANDOM}", Reason.TRUNCATED, 14 + 64),
        (f"CLIENT_RANDOM {RANDOM} ", Reason.TRUNCATED, 14 + 65),
        (f"CLIENT_RANDOM {RANDOM[2:]} {SECRET48}", Reason.BAD_LENGTH, 14),
        (f"CLIENT_RANDOM {RANDOM[2:]}zz {SECRET48}", Reason.BAD_VALUE, 14),
        (f"CLIENT_RANDOM {RANDOM} {SECRET48}0", Reason.BAD_VALUE, 14 + 65),
        (f"CLIENT_RANDOM {RANDOM}  {SECRET48}", Reason.BAD_VALUE, 14 + 65),
        (f"CLIENT_TRAFFIC_SECRET_0 {RANDOM} {'ab' * 20}", Reason.BAD_LENGTH, 24 + 65),
        ("A" * (MAX_LINE_OCTETS + 1), Reason.TOO_LONG, MAX_LINE_OCTETS),
    ],
)
def test_faults_are_located(text: str, reason: Reason, offset: int) -> None:
    assert read_line(text.encode()) == Malformed(reason, offset, "keylog")


def test_comments_and_line_ends() -> None:
    log = read_key_log(
        b"# comment\r\n\r\n  \n" + line("EXPORTER_SECRET") + b"\r\nnonsense\n" + line("X", secret="00")
    )
    assert (len(log), log.faults_total, log.passed) == (1, 1, 0)
    assert [number for number, _ in log.faults] == [5]
    assert list(log.lines_of([RANDOM])) == [line("EXPORTER_SECRET"), line("X", secret="00")]


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keylog, "MAX_SESSIONS", 2)
    lines = [line("A", f"{number:064x}") for number in range(4)]
    lines += [line("A", "0" * 64, f"{number:02x}") for number in range(40)]
    log = read_key_log(b"\n".join([*lines, *[b"x"] * 40]))
    assert (len(log), log.passed, log.faults_total, len(log.faults)) == (2, 2, 40, KEPT_FAULTS)
    assert len(list(log.lines_of(["0" * 64]))) == LINES_OF_ONE


@given(st.lists(st.tuples(HEX, HEX), max_size=20))
def test_no_key_is_shown(pairs: list[tuple[str, str]]) -> None:
    log = read_key_log("\n".join(f"CLIENT_TRAFFIC_SECRET_0 {a} {b}" for a, b in pairs).encode())
    assert len(log) == len({a for a, _ in pairs})
    assert all(a in log for a, _ in pairs)
    assert not any(secret in f"{log!r}{log}{log.faults}" for pair in pairs for secret in pair)
