"""How a proxy is to run, as command line, variables and settings: golden texts, and what must not be in them."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

from harness.interception.setup import (
    PlantedValue,
    ProxyMode,
    Setup,
    command_of,
    effects_of,
    environment_of,
    settings_of,
)
from harness.model.interception import Effect
from harness.model.scenario import Interference
from harness.model.words import CaStore

PLAIN = Setup(
    program=Path("/p/mitmdump"), folder=Path("/f"), mode=ProxyMode.TRANSPARENT, ca_folder=Path("/ca")
)


def test_the_command_line_of_root_s_proxy() -> None:
    assert " ".join(command_of(replace(PLAIN, uid=61_100), "setpriv")) == (
        "setpriv --no-new-privs --pdeathsig TERM --reuid 61100 --regid 61100 --clear-groups --inh-caps=-all --ambient-caps=-all "
        "--bounding-set=-all /p/mitmdump --mode transparent --listen-port 8080 --scripts /f/program/load.py --set confdir=/ca "
        "--set block_global=false --set connection_strategy=eager --set flow_detail=0 --set termlog_verbosity=warn"
    )


def test_a_tun_interface_needs_one_right_and_no_port() -> None:
    line = " ".join(command_of(replace(PLAIN, uid=61_100, mode=ProxyMode.TUN, device="harness1"), "setpriv"))
    assert "--bounding-set=-all,+net_admin /p/mitmdump --mode tun:harness1 --scripts" in line
    assert "--listen-port" not in line


def test_one_that_is_to_stay_does_not_end_with_its_parent_and_one_of_a_user_keeps_that_user() -> None:
    line = command_of(replace(PLAIN, with_parent=False, upstream_authorities=Path("/a.pem")), "setpriv")
    assert line[:4] == ("setpriv", "--no-new-privs", "/p/mitmdump", "--mode")
    assert line[-2:] == ("--set", "ssl_verify_upstream_trusted_ca=/a.pem")


def test_no_variable_of_the_caller_reaches_the_proxy_s_python() -> None:
    own = {
        "PATH": "/bin",
        "PYTHONPATH": "/x",
        "HTTPS_PROXY": "http://p",
        "SSLKEYLOGFILE": "/k",
        "HOME": "/root",
    }
    assert environment_of(PLAIN, own) == {
        "PATH": "/bin", "HOME": "/f", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONNOUSERSITE": "1",
        "MITMPROXY_SSLKEYLOGFILE": "/f/keys.log", "HARNESS_INTERCEPTION": "/f/settings.json",
    }  # fmt: skip


def test_planted_values_are_in_the_settings_alone() -> None:
    planted = (PlantedValue(id="serial", forms=(b"SN-0007", b"\x00\xff")),)
    made = replace(PLAIN, planted=planted, ca_store=CaStore.USER)
    told = json.loads(json.dumps(settings_of(made)))
    assert [base64.b64decode(form) for form in told["needles"][0]["forms"]] == [b"SN-0007", b"\x00\xff"]
    assert (told["events"], told["ca_store"], told["pass_through"]) == ("/f/events.jsonl", "user", True)
    assert "SN-0007" not in repr(made) + " ".join(command_of(made, "s")) + repr(environment_of(made, {}))


def test_what_is_changed_is_stated_by_mode_and_policy() -> None:
    blocked = replace(PLAIN, quic_blocked=True)
    assert PLAIN.interference == (Interference.TLS_INTERCEPTION,)
    assert blocked.interference == (Interference.TLS_INTERCEPTION, Interference.QUIC_BLOCKED)
    assert (settings_of(PLAIN)["quic"], settings_of(blocked)["quic"]) == ("pass", "block")
    tun = replace(PLAIN, mode=ProxyMode.TUN)
    of_quic = {Effect.QUIC_MISSING, Effect.QUIC_PASSES}
    assert [set(effects_of(one)) & of_quic for one in (PLAIN, blocked, tun)] == [
        {Effect.QUIC_PASSES}, {Effect.QUIC_MISSING}, set(),
    ]  # fmt: skip
    assert Effect.WAN_FINGERPRINT in effects_of(tun)


def test_the_files_of_a_folder_are_named_once() -> None:
    names = [path.name for path in (PLAIN.events, PLAIN.key_log, PLAIN.log, PLAIN.certificate)]
    assert names == ["events.jsonl", "keys.log", "proxy.log", "ca.pem"]
