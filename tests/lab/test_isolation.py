"""Getting into namespaces of one's own, and proving to be there."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from harness.errors import MachineError
from harness.lab import isolation
from harness.lab.isolation import OUTSIDE, network_namespace, prove_inside, start_inside, way_in
from harness.lab.namespaces import End, Namespaces
from harness.machine.programs import Ran
from tests.support.in_lab import in_lab, result_in_lab, skip_unless, wait_until


def test_outside_is_no_lab() -> None:
    with pytest.raises(MachineError, match="start it by `harness lab`"):
        prove_inside()


def test_claiming_to_be_inside_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OUTSIDE, network_namespace())
    with pytest.raises(MachineError, match="nothing was changed"):
        prove_inside()


@in_lab()
def test_inside_there_is_nothing_but_a_loopback(lab: Namespaces, folder: Path) -> None:
    prove_inside()
    assert Path("/proc/net/dev").read_text().count(":") == 1
    assert os.getpid() == 1


def test_all_of_it_ends_with_its_first_process() -> None:
    skip_unless()
    loop = (
        "import subprocess; p = subprocess.Popen(['sleep', '1000']); print('started', flush=True); p.wait()"
    )
    process = start_inside([sys.executable, "-c", loop], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    inside = [one for one in Path("/proc").glob("[0-9]*") if _ancestor(int(one.name), process.pid)]
    assert len(inside) >= 2
    process.kill()
    process.wait()
    wait_until(lambda: not any((one / "cmdline").exists() for one in inside), "the processes to end")
    process.stdout.close()


def _ancestor(pid: int, ancestor: int) -> bool:
    while pid > 1:
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return False
        if pid == ancestor:
            return True
    return False


def test_where_nothing_is_allowed_every_try_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Ran(("unshare",), 1, "", "unshare: unshare failed: Operation not permitted\n")
    monkeypatch.setattr(isolation, "run", lambda command: refused)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(MachineError, match=r"`unshare .*Operation not permitted; `unshare .*--user"):
        way_in.__wrapped__()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(MachineError) as told:
        way_in.__wrapped__()
    assert str(told.value).count("`unshare") == 1


def test_who_is_not_root_is_root_inside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    skip_unless()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    way = way_in.__wrapped__()
    assert "--user" in way
    monkeypatch.setattr(isolation, "way_in", lambda: way)
    assert result_in_lab(a_link_is_configured, tmp_path) == [0, "192.0.2.1"]


def a_link_is_configured(lab: Namespaces, folder: Path) -> list[int | str]:
    lab.add("one", "other")
    lab.link(End("one", "a0", ("192.0.2.1/24",)), End("other", "b0", ("192.0.2.2/24",)))
    lab.setting("one", "net/ipv4/ip_forward", "1")
    with lab.entered("one"), socket.create_server(("192.0.2.1", 4000)) as server:
        return [os.geteuid(), server.getsockname()[0]]
