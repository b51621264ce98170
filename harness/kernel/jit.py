"""The three decorators of the kernel, and where its compiled code is kept.

Numba's own cache notices a change in the compiled function only, not in what it calls.
So compiled code lies in a folder named by the digest of *all* kernel sources and of the
bounds-check mode: an edited accessor can never meet old machine code.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def source_digest() -> str:
    """Digest of every source file of the kernel and of the mode it is compiled in."""
    digest = hashlib.sha256(f"boundscheck={numba.config.BOUNDSCHECK} numba={numba.__version__}".encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:20]


def cache_folder() -> Path | None:
    """A writable folder for this digest; None, with one warning, where there is none."""
    base = os.environ.get("XDG_CACHE_HOME") or Path("~", ".cache").expanduser()
    folder = Path(base) / "harness" / f"kernel-{source_digest()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        warnings.warn(
            f"no cache for compiled code ({error}): each start compiles anew, about 20 s. "
            "Set XDG_CACHE_HOME to a writable folder.",
            RuntimeWarning,
            stacklevel=2,
        )
        return None
    return folder


_FOLDER = None if numba.config.DISABLE_JIT else cache_folder()
if _FOLDER is not None:
    numba.config.CACHE_DIR = str(_FOLDER)


def is_compiled() -> bool:
    """Whether machine code of these sources is there; if not, the first run takes a while longer."""
    return numba.config.DISABLE_JIT or (_FOLDER is not None and any(_FOLDER.rglob("*.nbi")))


def entry(function: F) -> F:
    """A kernel called from Python: compiled once per digest, runs without the GIL."""
    return cast(F, numba.njit(nogil=True, cache=_FOLDER is not None)(function))


def layer(function: F) -> F:
    """A function called by kernels only; its machine code is part of theirs."""
    return cast(F, numba.njit(nogil=True)(function))


def accessor(function: F) -> F:
    """A few instructions, inlined into every caller."""
    return cast(F, numba.njit(nogil=True, inline="always")(function))
