"""An environment of Python for mitmproxy alone: found, made, mended. Its pins would hold back everything else (decision 0196).

Looked for, in this order: the environment of ``install``, then ``mitmdump`` on PATH. Each is asked for its version, and counts only if it answers with one that
the add-on was made for. An environment is whole once its mark is written, which is the last thing that is done; one without is made anew.

Blind spots: that a version answers is not that it intercepts. Measured are 8.1.1 (Debian 12), 11.0.2 and 12.3.1 (decisions 0197, 0215).
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.errors import MachineError
from harness.interception.folder import unreachable_by
from harness.interception.setup import PROXY_UID
from harness.machine.programs import find, run

VARIABLE: Final = "HARNESS_PROXY"
FOR_ALL: Final = Path("/var/lib/harness/proxy")
"""Where root puts it: root's own folder is closed to the user that the proxy runs as."""
OLDEST: Final = 8
"""First version whose events of TLS the add-on knows."""
OLDEST_WITH_TUN: Final = 11
"""First version that makes an interface of its own."""
MARK: Final = "harness-proxy.json"
_SYSTEM_PYTHON: Final = Path("/usr/bin/python3")
_INSTALL_S: Final = 1_800.0
_VERSION: Final = re.compile(r"^Mitmproxy: *(\d+)\.(\S+)", re.MULTILINE)
_SAID: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A program that may be the proxy."""

    program: Path
    version: str | None
    """As it says; None where it does not run."""
    why_not: str | None
    """Why it is not used; None where it can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """An environment that is whole."""

    folder: Path
    program: Path
    version: str
    octets: int
    """Of its files."""
    was_there: bool
    """Whether nothing had to be done."""


def proxy_folder(environ: Mapping[str, str], *, is_root: bool | None = None) -> Path:
    """Where the environment lies; it need not exist.

    ``$HARNESS_PROXY``, else ``/var/lib/harness/proxy`` of root, else ``$XDG_DATA_HOME/harness/proxy``, else
    ``~/.local/share/harness/proxy`` (XDG Base Directory Specification 0.8: a relative path there counts as none).

    Raises:
        MachineError: None of these is known.
    """
    if own := environ.get(VARIABLE):
        return Path(own)
    if os.geteuid() == 0 if is_root is None else is_root:
        return FOR_ALL
    base = Path(environ.get("XDG_DATA_HOME", ""))
    if not base.is_absolute():
        try:
            base = Path.home() / ".local" / "share"
        except RuntimeError:
            raise MachineError(f"no home directory is known; set {VARIABLE} to a folder") from None
    return base / "harness" / "proxy"


def requirement(version: tuple[int, int]) -> str:
    """What pip is asked for, by the version of Python: 11.0 is the last for 3.11.

    >>> requirement((3, 11)), requirement((3, 13))
    ('mitmproxy>=11.0.2,<11.1', 'mitmproxy>=12,<13')
    """
    return "mitmproxy>=11.0.2,<11.1" if version < (3, 12) else "mitmproxy>=12,<13"


def tried(environ: Mapping[str, str] = os.environ) -> tuple[Tried, ...]:
    """What there is that may be the proxy, best first."""
    return tuple(_look_at(program) for program in _programs(environ))


def proxy_program(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The proxy to use; None where there is none. ``tried`` says why."""
    return next((one.program for one in map(_look_at, _programs(environ)) if one.why_not is None), None)


def without_tun(program: Path) -> str | None:
    """Why a proxy cannot make an interface of its own; None where it can, or does not say its version."""
    version = _look_at(program).version
    if version is None or int(version.partition(".")[0]) >= OLDEST_WITH_TUN:
        return None
    return (
        f"{program} is mitmproxy {version}, and the mode tun needs {OLDEST_WITH_TUN} or later: `harness gateway install-proxy` brings it, "
        "or take the mode transparent"
    )


def install(into: Path, *, wheels: Path | None = None, python: Path | None = None) -> Installed:
    """Make the environment, or mend it; one that is whole stays as it is.

    Args:
        into: Its folder.
        wheels: Folder of wheels, for machines without network; None: pip fetches.
        python: Interpreter to make it of; None: the running one, where the proxy's user can reach it.

    Raises:
        MachineError: It cannot be made; what pip said is in the message.
    """
    into = Path.cwd() / into
    program = into / "bin" / "mitmdump"
    found = _look_at(program) if (into / MARK).is_file() else None
    if found is not None and found.why_not is None and found.version is not None:
        return _installed(into, found.version, was_there=True)
    _refuse_others(into)
    base = _interpreter() if python is None else python
    wanted = requirement(_version_of(base))
    offline = () if wheels is None else ("--no-index", "--find-links", str(Path.cwd() / wheels))
    before = os.umask(0o022)  # the proxy's user reads it
    try:
        into.parent.mkdir(parents=True, exist_ok=True)
        _call("the environment cannot be made", str(base), "-m", "venv", "--clear", str(into))
        pip = (str(into / "bin" / "python"), "-m", "pip", "install", "--no-input", "--quiet", *offline)
        _call("mitmproxy cannot be installed", *pip, wanted)
        found = _look_at(program)
        if found.version is None or found.why_not is not None:
            raise MachineError(f"{program} was installed and does not work: {found.why_not}")
        mark = {"requirement": wanted, "version": found.version, "python": str(base)}
        (into / MARK).write_text(json.dumps(mark) + "\n")
    except OSError as fault:
        raise MachineError(f"{fault.filename or into}: {fault.strerror}") from fault
    finally:
        os.umask(before)
    return _installed(into, found.version, was_there=False)


def _programs(environ: Mapping[str, str]) -> Iterator[Path]:
    own = proxy_folder(environ)
    if (own / MARK).is_file():
        yield own / "bin" / "mitmdump"
    if (on_path := find("mitmdump")) is not None:
        yield Path(on_path)


def _look_at(program: Path) -> Tried:
    try:
        ran = run([str(program), "--version"], timeout_s=60)
    except MachineError as fault:
        return Tried(program=program, version=None, why_not=str(fault))
    told = _VERSION.search(ran.out)
    if told is None:
        return Tried(program=program, version=None, why_not=f"it does not say its version: {ran.why}")
    version = f"{told[1]}.{told[2]}"
    too_old = f"it is older than {OLDEST}" if int(told[1]) < OLDEST else None
    return Tried(program=program, version=version, why_not=too_old)


def _refuse_others(into: Path) -> None:
    """Nothing is removed that is no environment of Python.

    Raises:
        MachineError: Something else is there.
    """
    if into.exists() and not (into / "pyvenv.cfg").is_file() and (not into.is_dir() or any(into.iterdir())):
        raise MachineError(f"{into}: is there and no environment of Python; name another folder")


def _interpreter() -> Path:
    """The running Python without its environment; the system's where the proxy's user cannot reach that."""
    own = Path(getattr(sys, "_base_executable", sys.executable))
    closed = os.geteuid() == 0 and unreachable_by(own, PROXY_UID) is not None
    return _SYSTEM_PYTHON if closed and _SYSTEM_PYTHON.exists() else own


def _version_of(python: Path) -> tuple[int, int]:
    ran = run([str(python), "-c", "import sys; print(*sys.version_info[:2])"])
    parts = ran.out.split()
    if not ran.ok or len(parts) != 2 or not all(part.isdecimal() for part in parts):
        raise MachineError(f"{python} is no Python: {ran.why}")
    version = (int(parts[0]), int(parts[1]))
    if version < (3, 11):
        raise MachineError(f"{python} is Python {version[0]}.{version[1]}; mitmproxy needs 3.11 or newer")
    return version


def _call(what: str, *command: str) -> None:
    ran = run(command, timeout_s=_INSTALL_S)
    if not ran.ok:
        said = (ran.out + ran.err).strip()[-_SAID:]
        raise MachineError(
            f"{what}:\n{said}\non Debian `venv` is in the package python3-venv; without network, fetch wheels elsewhere with "
            f"`pip download '{requirement(sys.version_info[:2])}' -d DIR` and give them with --wheels DIR"
        )


def _installed(folder: Path, version: str, *, was_there: bool) -> Installed:
    octets = sum(
        path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()
    )
    program = folder / "bin" / "mitmdump"
    return Installed(folder=folder, program=program, version=version, octets=octets, was_there=was_there)
