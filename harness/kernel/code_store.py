"""Where the kernel's machine code is kept, and that it is that of these sources on this machine.

It lies in a folder named by the digest of *all* kernel sources, of Numba's version and of
the processor: an edited accessor can never meet old machine code, nor another processor's
code this one. A folder is complete or not there, because it is made aside and renamed.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import warnings
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import llvmlite.binding as llvm

INDEX: Final = "entries.json"
"""Name -> symbol, number of results, and digest of NAME.o."""
_PACKAGE: Final = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class MachineCode:
    """What the folder holds."""

    objects: tuple[bytes, ...]
    entries: dict[str, tuple[str, int]]
    """Name -> symbol, number of results."""


def source_digest() -> str:
    """Digest of every source file of the kernel, of what compiles them, and of the processor."""
    machine = f"{llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"
    digest = hashlib.sha256(f"numba={version('numba')} {sys.platform} {machine}".encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:20]


def target_machine() -> Any:
    """Code generator for this processor."""
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        reloc="default",
        codemodel="jitdefault",
        jit=True,
    )


def code_folder() -> Path:
    """The folder of these sources, whether it is there or not."""
    base = os.environ.get("XDG_CACHE_HOME") or Path("~", ".cache").expanduser()
    return Path(base) / "harness" / f"kernel-{source_digest()}"


def is_built() -> bool:
    """Whether machine code of these sources is there."""
    return (code_folder() / INDEX).is_file()


def machine_code() -> MachineCode:
    """Machine code of these sources; compiled, which takes half a minute, where it is not there or damaged.

    Raises:
        RuntimeError: It cannot be compiled.
    """
    folder = code_folder()
    if (found := _read(folder)) is not None:
        return found
    with tempfile.TemporaryDirectory(prefix="harness-kernel-") as aside:
        _build(Path(aside))
        found = _read(Path(aside))
        if found is None:
            raise RuntimeError("the kernel's machine code was written and cannot be read back")
        _keep(Path(aside), folder)
        return found


def _read(folder: Path) -> MachineCode | None:
    """What the folder holds; None where that is nothing, or not what was written."""
    try:
        index = json.loads((folder / INDEX).read_bytes())
        objects = {name: (folder / f"{name}.o").read_bytes() for name in index}
    except (OSError, ValueError):
        return None
    if any(hashlib.sha256(objects[name]).hexdigest() != about["sha256"] for name, about in index.items()):
        return None
    entries = {name: (about["symbol"], about["results"]) for name, about in index.items()}
    return MachineCode(tuple(objects.values()), entries)


def _build(folder: Path) -> None:
    """Compile in a process of its own: Numba and what it holds do not stay in this one."""
    search = os.pathsep.join([str(_PACKAGE.parent), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": search, "HARNESS_KERNEL_JITTED": "1"}
    command = [sys.executable, "-m", "harness.kernel.building", str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the kernel cannot be compiled here:\n{done.stderr}")


def _keep(made: Path, folder: Path) -> None:
    """Put what was made where the next start finds it; one warning where that cannot be."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as aside:
            whole = Path(aside) / "whole"
            whole.mkdir()
            for source in made.iterdir():
                (whole / source.name).write_bytes(source.read_bytes())
            _replace(whole, folder)
    except OSError as error:
        warnings.warn(
            f"no cache for compiled code ({error}): each start compiles anew, about 30 s. "
            "Set XDG_CACHE_HOME to a writable folder.",
            RuntimeWarning,
            stacklevel=2,
        )


def _replace(whole: Path, folder: Path) -> None:
    """Rename to the folder's name; where another process was first, or it is damaged, file by file."""
    try:
        whole.rename(folder)
    except OSError:
        for source in sorted(whole.iterdir(), key=lambda path: path.name == INDEX):
            source.replace(folder / source.name)
