"""The guards that every run stands under are up."""

from __future__ import annotations

import os
import socket
import time

import hypothesis
import pytest
from pytest_socket import SocketBlockedError

pytestmark = pytest.mark.filterwarnings("ignore:A test tried to use:UserWarning")


def test_no_socket_to_the_network_can_be_made() -> None:
    with pytest.raises(SocketBlockedError):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def test_no_name_can_be_looked_up_by_connecting() -> None:
    with pytest.raises(SocketBlockedError):
        socket.create_connection(("192.0.2.1", 443), timeout=0.1)


def test_local_time_is_utc() -> None:
    assert time.localtime(0).tm_hour == 0
    assert time.tzname[0] == "UTC"


def test_children_get_a_fixed_hash_seed() -> None:
    assert os.environ["PYTHONHASHSEED"].isdecimal()


def test_examples_have_no_deadline() -> None:
    assert hypothesis.settings().deadline is None
