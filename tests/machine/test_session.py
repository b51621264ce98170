"""Whether the user came by SSH: told by the variable, or by the processes above."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.machine.session import Session, own_session, parent_of, session_of

LINE = "192.0.2.7 50022 192.0.2.1 22"


def test_the_variable_tells_both_ends() -> None:
    assert own_session({"SSH_CONNECTION": LINE}) == Session("192.0.2.7", "192.0.2.1")


def test_addresses_are_written_as_this_machine_writes_them() -> None:
    told = session_of(["fe80::0001%wlan0 50022 2001:DB8::1 22"])
    assert told == Session("fe80::1", "2001:db8::1")


@pytest.mark.parametrize("text", ["", "192.0.2.7", "a b c d", LINE + " 5", "UNKNOWN 65535 UNKNOWN 65535"])
def test_what_tells_no_addresses_is_passed_over(text: str) -> None:
    assert session_of([text]) is None
    assert session_of([text, LINE]) == Session("192.0.2.7", "192.0.2.1")


@given(st.lists(st.text()))
def test_any_text_is_read(texts: list[str]) -> None:
    session_of(texts)
    parent_of("\n".join(texts))


def test_a_process_above_tells_where_sudo_took_the_variable() -> None:
    # A shell that came by SSH, env(1) in the place of sudo, and below it who asks.
    ask = "from harness.machine.session import own_session; print(own_session({}))"
    inner = f'env -u SSH_CONNECTION "{sys.executable}" -c "{ask}"; exit $?'
    said = subprocess.run(
        ["sh", "-c", inner],
        env={**os.environ, "SSH_CONNECTION": LINE},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "Session(client='192.0.2.7', server='192.0.2.1')\n"


def test_the_parent_of_a_process() -> None:
    assert parent_of("Name:\tsh\nPid:\t12\nPPid:\t7\n") == 7
    assert parent_of("Name:\tPPid: x\n") == 0
