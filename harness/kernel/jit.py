"""The two decorators of the kernel, and the ways in which it can run.

- *native*, the usual way: entries are machine code, compiled once for this machine by
  ``harness.kernel.building`` and loaded by ``harness.kernel.native``. Numba is not imported.
- *jitted*: Numba compiles in this process. For building, and with ``NUMBA_BOUNDSCHECK=1`` to
  have every index checked.
- *plain*: Python runs the sources as they stand, with ``NUMBA_DISABLE_JIT=1``.

All three give the same rows (``tests/kernel/test_jit.py``).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from enum import Enum
from typing import Any, Final, TypeVar, cast

from harness.kernel.code_store import is_built
from harness.kernel.native import Kind, Native

F = TypeVar("F", bound=Callable[..., Any])

JITTED_VARIABLE: Final = "HARNESS_KERNEL_JITTED"
"""Set to 1 by the builder."""


class Mode(Enum):
    """How the kernel runs in this process."""

    NATIVE = "native"
    JITTED = "jitted"
    PLAIN = "plain"


def _is_on(variable: str) -> bool:
    return os.environ.get(variable, "0") not in ("", "0")


def _mode() -> Mode:
    if _is_on("NUMBA_DISABLE_JIT"):
        return Mode.PLAIN
    if _is_on("NUMBA_BOUNDSCHECK") or _is_on(JITTED_VARIABLE):
        return Mode.JITTED
    return Mode.NATIVE


MODE: Final = _mode()
"""Decided once, when the kernel is imported."""


def is_compiled() -> bool:
    """Whether the first run can begin at once; if not, it compiles for a while."""
    return MODE is Mode.PLAIN or (MODE is Mode.NATIVE and is_built())


def entry(*kinds: Kind) -> Callable[[F], F]:
    """Declare a kernel called from Python; it runs without the GIL.

    Args:
        kinds: One for each parameter: ``int``, or the dtype of a one-dimensional array.
    """

    def declare(function: F) -> F:
        if MODE is Mode.NATIVE:
            return cast(F, Native(function, kinds))
        compiled: Any = _jitted(function)
        compiled.kinds = kinds
        return cast(F, compiled)

    return declare


def layer(function: F) -> F:
    """Declare a function called by kernels only; its machine code is part of theirs, inlined by LLVM where that is small."""
    return _jitted(function, no_cpython_wrapper=True)


def _jitted(function: F, **options: Any) -> F:
    """Give the function to Numba where that is the way; machine code holds what it calls already."""
    if MODE is not Mode.JITTED:
        return function
    import numba  # noqa: PLC0415 - a sixth of a second that the other ways need not wait for

    # Without Numba's runtime: kernels allocate nothing, and machine code must not call it.
    return cast(F, numba.njit(nogil=True, _nrt=False, no_cfunc_wrapper=True, **options)(function))
