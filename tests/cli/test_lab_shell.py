"""``harness lab shell``: a command at a place of the lab."""

from __future__ import annotations

import pytest

from harness.cli.lab_shell import Request, request
from harness.errors import UsageError
from tests.support import command
from tests.support.in_lab import skip_unless


def test_everything_behind_the_dashes_is_a_command() -> None:
    assert request(["--inside", "phone", "--", "ip", "--json", "addr"]) == Request(
        inside="phone", region="DE", gateway=True, command=("ip", "--json", "addr")
    )
    assert request(["--no-gateway"]).command == ()


def test_a_place_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match="moon"):
        request(["--inside", "moon"])


def test_a_name_leads_where_the_region_s_zone_says() -> None:
    skip_unless("nft")
    asked = (
        "lab",
        "shell",
        "--inside",
        "phone",
        "--region",
        "SG",
        "--",
        "getent",
        "ahostsv4",
        "log.quillair.example",
    )
    done = command.run(*asked, program=command.REAL)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"52.80.0.10")


def test_a_command_that_fails_is_told() -> None:
    skip_unless("nft")
    done = command.run("lab", "shell", "--no-gateway", "--", "sh", "-c", "exit 7", program=command.REAL)
    assert (done.returncode, done.stderr) == (4, b"harness: error: sh ended with 7\n")
