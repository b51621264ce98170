"""Ports and interfaces of a process's network, read without connecting."""

from __future__ import annotations

import os
import subprocess
import sys

from harness.interception.listening import has_device, is_listening

_LISTENS = """
import socket, sys
family = socket.AF_INET6 if sys.argv[1] == "6" else socket.AF_INET
one = socket.create_server(("::1" if sys.argv[1] == "6" else "127.0.0.1", 0), family=family)
print(one.getsockname()[1], flush=True)
sys.stdin.read()
"""


def test_a_port_is_listened_at_while_it_is() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _LISTENS, "4"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    port = int(process.stdout.readline())
    assert is_listening(process.pid, port)
    process.communicate()
    assert not is_listening(os.getpid(), port)


def test_interfaces_are_told_by_their_whole_names() -> None:
    assert has_device(os.getpid(), "lo")
    assert not has_device(os.getpid(), "l")
    assert not has_device(os.getpid(), "face")


def test_a_process_that_is_gone_has_nothing() -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    assert not is_listening(process.pid, 22)
    assert not has_device(process.pid, "lo")
