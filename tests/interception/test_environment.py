"""The environment of the proxy: found, made once, mended, and never made over something else. Packages come from wheels that are made here."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import pytest

from harness.errors import MachineError
from harness.interception import environment
from harness.interception.environment import (
    MARK,
    install,
    proxy_folder,
    proxy_program,
    requirement,
    tried,
    without_tun,
)

VERSION = "11.0.9" if sys.version_info < (3, 12) else "12.9.0"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package that is called mitmproxy and says its version; no network is asked for it."""
    folder = tmp_path_factory.mktemp("wheels")
    about = f"mitmproxy-{VERSION}.dist-info"
    files = {
        "standin.py": f"def main():\n    print('Mitmproxy: {VERSION}')\n",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: mitmproxy\nVersion: {VERSION}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": "[console_scripts]\nmitmdump = standin:main\n",
    }
    files[f"{about}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{about}/RECORD"])
    with zipfile.ZipFile(folder / f"mitmproxy-{VERSION}-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return folder


@pytest.fixture(scope="module")
def made(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that was half made at first, because a wheel was missing, and then mended."""
    into, python = tmp_path_factory.mktemp("own") / "proxy", Path(sys.executable)
    with pytest.raises(MachineError) as raised:
        install(into, wheels=into.parent, python=python)
    assert "mitmproxy cannot be installed" in str(raised.value)
    assert "pip download 'mitmproxy>=1" in str(raised.value)
    assert (into / "pyvenv.cfg").is_file()
    assert not (into / MARK).exists()
    found = install(into, wheels=wheels, python=python)
    assert (found.version, found.was_there) == (VERSION, False)
    assert found.octets > 1_000
    return into


def mitmdump(folder: Path, says: str) -> dict[str, str]:
    """Variables by which a program that says so is found."""
    folder.mkdir(exist_ok=True)
    (folder / "mitmdump").write_text(f"#!/bin/sh\necho '{says}'\n")
    (folder / "mitmdump").chmod(0o755)
    return {"PATH": str(folder)}


def test_what_is_whole_stays_as_it_is(made: Path) -> None:
    before = (made / MARK).stat().st_mtime_ns
    found = install(made, wheels=Path("/nowhere"))
    assert (found.was_there, found.version, found.program) == (True, VERSION, made / "bin" / "mitmdump")
    assert (made / MARK).stat().st_mtime_ns == before
    assert json.loads((made / MARK).read_text())["requirement"] == requirement(sys.version_info[:2])


def test_others_may_read_it_whatever_the_umask_was(made: Path) -> None:
    assert (made / "bin" / "mitmdump").stat().st_mode & 0o055 == 0o055


def test_the_own_one_goes_before_that_on_path(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", mitmdump(tmp_path / "bin", "Mitmproxy: 8.1.1")["PATH"] + ":/usr/bin:/bin")
    environ = {"HARNESS_PROXY": str(made)}
    assert [(one.version, one.why_not) for one in tried(environ)] == [(VERSION, None), ("8.1.1", None)]
    assert proxy_program(environ) == made / "bin" / "mitmdump"
    assert proxy_program({"HARNESS_PROXY": str(tmp_path / "none")}) == tmp_path / "bin" / "mitmdump"


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ("Mitmproxy: 7.0.4", "it is older than 8"),
        ("hello", "it does not say its version"),
        ("", "it does not say its version"),
    ],
)
def test_what_is_too_old_or_no_mitmproxy_is_not_used(
    says: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", mitmdump(tmp_path / "bin", says)["PATH"] + ":/usr/bin:/bin")
    environ = {"HARNESS_PROXY": str(tmp_path / "none")}
    (one,) = tried(environ)
    assert str(one.why_not).startswith(why)
    assert proxy_program(environ) is None


def test_something_else_is_never_made_over(tmp_path: Path, wheels: Path) -> None:
    (tmp_path / "evidence.pcapng").write_text("evidence")
    with pytest.raises(MachineError, match="is there and no environment of Python"):
        install(tmp_path, wheels=wheels)
    assert (tmp_path / "evidence.pcapng").read_text() == "evidence"


def test_what_is_broken_does_not_count_as_whole(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, calls = made / "bin" / "mitmdump", list[str]()
    whole = program.read_bytes()
    program.write_text("#!/nowhere/python")

    def call(what: str, *_: str) -> None:
        calls.append(what)
        program.write_bytes(whole)

    monkeypatch.setattr(environment, "_call", call)
    found = install(made, python=Path(sys.executable))
    assert calls == ["the environment cannot be made", "mitmproxy cannot be installed"]
    assert (found.was_there, found.version) == (False, VERSION)


def test_what_is_no_python_makes_no_environment(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="is no Python"):
        install(tmp_path / "proxy", python=Path("/bin/true"))


def test_where_it_lies() -> None:
    xdg = {"XDG_DATA_HOME": "/data"}
    assert proxy_folder({"HARNESS_PROXY": "/own"}, is_root=True) == Path("/own")
    assert proxy_folder(xdg, is_root=True) == Path("/var/lib/harness/proxy")
    assert proxy_folder(xdg, is_root=False) == Path("/data/harness/proxy")
    assert (
        proxy_folder({"XDG_DATA_HOME": "data"}, is_root=False) == Path.home() / ".local/share/harness/proxy"
    )


@pytest.mark.parametrize(
    ("said", "told"), [("8.1.1", True), ("10.4.2", True), ("11.0.2", False), ("12.3.1", False), (None, False)]
)
def test_the_mode_tun_needs_a_version_that_has_it(tmp_path: Path, said: str | None, told: bool) -> None:
    program = tmp_path / "mitmdump"
    program.write_text(f"#!/bin/sh\necho 'Mitmproxy: {said}'\n" if said else "#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    why = without_tun(program)
    assert (why is not None) == told
    assert not told or "harness gateway install-proxy" in str(why)
