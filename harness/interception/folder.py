"""The folder of a proxy: made, with the copy of the add-on that runs and the settings that it reads."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path
from typing import Final

from harness.errors import MachineError
from harness.interception.setup import Setup, settings_of

PACKAGE: Final = "harness_addon"
_LOADER: Final = f"from {PACKAGE}.hooks import addons\n"
_ADDON: Final = Path(__file__).parent / "addon"


def prepare(setup: Setup) -> None:
    """Make the folders of a proxy and what it reads; what it wrote before stays.

    Raises:
        MachineError: They cannot be made.
    """
    try:
        for folder in (setup.folder, setup.ca_folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _give(folder, setup)
        program = setup.folder / "program"
        # A file is copied anew: the add-on that runs is always this version's.
        shutil.rmtree(program, ignore_errors=True)
        shutil.copytree(_ADDON, program / PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))
        (program / "load.py").write_text(_LOADER)
        _write_settings(setup)
        for path in (program, *program.rglob("*")):
            _give(path, setup)
        # Names of servers are in it.
        setup.log.touch(mode=0o600)
        _give(setup.log, setup)
    except OSError as fault:
        raise MachineError(f"{fault.filename or setup.folder}: {fault.strerror}") from fault


def _write_settings(setup: Setup) -> None:
    """They hold planted values, so nobody else may read them at any time."""
    path = setup.folder / "settings.json"
    path.unlink(missing_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as target:
        json.dump(settings_of(setup), target, indent=1)
    _give(path, setup)


def _give(path: Path, setup: Setup) -> None:
    """To the user that the proxy runs as."""
    if setup.uid is not None and path.stat().st_uid != setup.uid:
        os.chown(path, setup.uid, setup.uid)


def closed_to(setup: Setup, uid: int) -> dict[Path, Path]:
    """What of a proxy its user cannot reach, and the folder that is in the way."""
    needed = (setup.program, setup.folder, setup.ca_folder)
    return {path: folder for path in needed if (folder := unreachable_by(path, uid)) is not None}


def may_open(device: Path, uid: int | None) -> bool:
    """Whether a user, or the caller, may read and write a device."""
    try:
        mode = device.stat().st_mode
    except OSError:
        return False
    everybody = stat.S_IROTH | stat.S_IWOTH
    return os.access(device, os.R_OK | os.W_OK) if uid is None else mode & everybody == everybody


def unreachable_by(path: Path, uid: int) -> Path | None:
    """The folder that keeps a user without groups from a path; None where none does. What does not exist yet keeps nobody out."""
    # As it is written, and as it is behind symbolic links.
    resolved = (Path.cwd() / path, path.resolve())
    for folder in dict.fromkeys(parent for one in resolved for parent in reversed(one.parents)):
        try:
            about = folder.stat()
        except OSError:
            continue
        wanted = stat.S_IXUSR if about.st_uid == uid else stat.S_IXOTH
        if not about.st_mode & wanted:
            return folder
    return None
