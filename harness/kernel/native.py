"""Calls the machine code of the kernel's entries.

Called is Numba's own native function: results and exception by pointer, then each array as
seven values (Numba's ``ArrayModel``) and each int as one.
"""

from __future__ import annotations

import ctypes
import functools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import llvmlite.binding as llvm
import numpy as np

from harness.kernel.code_store import machine_code, target_machine

Kind = np.dtype[Any] | type
"""``int``, or the dtype of an array's items."""


class Native:
    """One entry, bound to its machine code when it is called first.

    Args:
        function: Its source, for name and documentation.
        kinds: Of its parameters, see ``harness.kernel.jit.entry``.
    """

    def __init__(self, function: Callable[..., Any], kinds: Sequence[Kind]) -> None:
        functools.update_wrapper(self, function)
        self._name: str = getattr(function, "__name__", "")
        self.kinds = tuple(kind if kind is int else np.dtype(kind) for kind in kinds)
        self._bound: _Bound | None = None

    def __call__(self, *arguments: Any) -> Any:
        """Run it without the GIL.

        Raises:
            TypeError: An argument is not of its kind; the machine code would read elsewhere.
            RuntimeError: The machine code cannot be had, or tells a failure.
        """
        bound = self._bound
        if bound is None:
            bound = self._bound = _bind(self._name, self.kinds)
        values: list[Any] = []
        for kind, argument in zip(self.kinds, arguments, strict=True):
            if kind is int:
                values.append(int(argument))
            else:
                values += _array(argument, kind)
        results = (ctypes.c_int64 * max(bound.results, 1))()
        fault = ctypes.c_void_p()
        if bound.function(results, ctypes.byref(fault), *values) != 0:
            raise RuntimeError(f"kernel {self._name}: its machine code raised")
        return None if bound.results == 0 else results[0] if bound.results == 1 else tuple(results)


_LOADING: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Bound:
    function: Any
    results: int


def _array(value: Any, dtype: Kind) -> tuple[Any, ...]:
    """An array as machine code takes it: owner and parent (none), items, octets of one, data, shape, strides."""
    if not isinstance(value, np.ndarray) or value.ndim != 1:
        raise TypeError(f"not a one-dimensional array: {type(value).__name__}")
    if value.dtype != dtype:
        raise TypeError(f"an array of {value.dtype}, not of {dtype}")
    if not (value.flags.c_contiguous and value.flags.aligned):
        raise TypeError("an array that lies with gaps")
    size, octets = value.shape[0], value.itemsize
    # Not from __array_interface__: that lists every field of a record on each call.
    return None, None, size, octets, value.ctypes.data, size, octets


def _bind(name: str, kinds: Sequence[Kind]) -> _Bound:
    with _LOADING:  # captures are read in threads, and LLVM loads for one at a time
        code = _load()
        symbol, results = code.entries[name]
        address = code.engine.get_function_address(symbol)
    parameters: list[Any] = [ctypes.c_void_p, ctypes.c_void_p]
    for kind in kinds:
        if kind is int:
            parameters.append(ctypes.c_int64)
        else:
            parameters += [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64]
            parameters += [ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64]
    return _Bound(ctypes.CFUNCTYPE(ctypes.c_int32, *parameters)(address), results)


@dataclass(frozen=True, slots=True)
class _Code:
    engine: Any
    entries: dict[str, tuple[str, int]]


@functools.cache
def _load() -> _Code:
    """Machine code of every entry, built first where it is not there."""
    found = machine_code()
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target_machine())
    for octets in found.objects:
        engine.add_object_file(llvm.ObjectFileRef.from_data(octets))
    engine.finalize_object()
    return _Code(engine, found.entries)
