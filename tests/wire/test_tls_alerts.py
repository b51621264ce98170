"""Alerts and endings: golden records, what OpenSSL sends when it refuses, and cuts at every place."""

from __future__ import annotations

import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.wire.tls_alerts import (
    ALERTS,
    MAX_ALERTS,
    REFUSE_CERTIFICATE,
    Alert,
    Ending,
    alert_name,
    read_ending,
)
from tests.support.conversations import client_hello
from tests.support.tls_sessions import Session, exchange

HELLO = client_hello("a.example")
CHANGE = bytes.fromhex("140303000101")


def record(kind: int, octets: int | bytes) -> bytes:
    fragment = bytes(octets) if isinstance(octets, int) else octets
    return bytes([kind, 3, 3]) + len(fragment).to_bytes(2, "big") + fragment


def up(session: Session) -> bytes:
    return b"".join(octets for way, octets in session.sent if way == "up")


def test_a_fatal_alert_in_clear() -> None:
    """RFC 5246 §7.2: level 2, description 48."""
    assert read_ending(HELLO + bytes.fromhex("15030300020230")) == Ending(
        (Alert("fatal", "unknown_ca", len(HELLO)),), (), finished=False, complete=True
    )


def test_names_are_the_registry_s() -> None:
    assert [alert_name(number) for number in (0, 42, 43, 44, 45, 46, 48, 116)] == [
        "close_notify", "bad_certificate", "unsupported_certificate", "certificate_revoked", "certificate_expired",
        "certificate_unknown", "unknown_ca", "certificate_required",
    ]  # fmt: skip
    assert set(ALERTS.values()) > REFUSE_CERTIFICATE


@pytest.mark.parametrize(
    ("sent", "alert", "only"),
    [
        (record(23, 19), True, False),
        (record(23, 53), False, True),
        (record(23, 69), False, True),
        (record(23, 69) + record(23, 19), False, True),
        (record(23, 69) + record(23, 20), False, False),
        (record(23, 19) + record(23, 19), False, False),
        (record(23, 100), False, False),
        (b"", False, False),
    ],
)
def test_encrypted_messages_of_tls_1_3_are_known_by_their_length(
    sent: bytes, alert: bool, only: bool
) -> None:
    ending = read_ending(HELLO + CHANGE + sent)
    assert isinstance(ending, Ending)
    assert (ending.sealed_alert, ending.finished_only) == (alert, only)


def test_finished_of_tls_1_2_stands_behind_change_cipher_spec() -> None:
    done = HELLO + record(22, 70) + CHANGE + record(22, 40)
    for sent, only in (
        (done, True),
        (done + record(21, 26), True),
        (done + record(23, 50), False),
        (HELLO, False),
    ):
        ending = read_ending(sent)
        assert isinstance(ending, Ending)
        assert (ending.finished_only, ending.sealed_alert) == (only, False)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_openssl_refuses_a_certificate(version: ssl.TLSVersion) -> None:
    session = exchange("a.example", [], version=version, trusting=False)
    assert session.refused
    ending = read_ending(up(session))
    assert isinstance(ending, Ending)
    assert [alert[:2] for alert in ending.alerts] in (
        [("fatal", "unknown_ca")],
        [("fatal", "bad_certificate")],
    )


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("data", [[], [("up", b"x")]])
def test_openssl_finishes_with_and_without_data(
    version: ssl.TLSVersion, data: list[tuple[str, bytes]]
) -> None:
    ending = read_ending(up(exchange("a.example", data, version=version)))
    assert isinstance(ending, Ending)
    assert ending.finished_only == (not data)


@pytest.mark.parametrize(
    ("data", "reason", "offset"),
    [
        (b"GET / HTTP/1.1", Reason.NOT_THIS, 0),
        (b"\x16\x05\x01\x00\x01", Reason.NOT_THIS, 0),
        (CHANGE + b"\x00", Reason.BAD_VALUE, 6),
        (CHANGE + b"\x17\x03\x03\xff\xff", Reason.BAD_LENGTH, 9),
    ],
)
def test_what_is_no_record(data: bytes, reason: Reason, offset: int) -> None:
    assert read_ending(data) == Malformed(reason, offset, "tls")


def test_alerts_kept_are_bounded() -> None:
    ending = read_ending(bytes.fromhex("15030300020230") * 5_000)
    assert isinstance(ending, Ending)
    assert (len(ending.alerts), ending.complete) == (MAX_ALERTS, False)


RECORDS = st.lists(st.tuples(st.sampled_from([20, 21, 22, 23]), st.integers(0, 70)), max_size=12)


@given(RECORDS, st.data())
def test_a_cut_hides_only_what_stands_behind_it(records: list[tuple[int, int]], data: st.DataObject) -> None:
    sent = b"".join(record(kind, octets) for kind, octets in records)
    whole = read_ending(sent)
    part = read_ending(sent[: data.draw(st.integers(0, len(sent)))])
    assert isinstance(whole, Ending)
    assert isinstance(part, Ending)
    assert whole.alerts[: len(part.alerts)] == part.alerts
    assert whole.data[: len(part.data)] == part.data
    assert whole.complete
