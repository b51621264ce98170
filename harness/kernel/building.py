"""Compiles the kernel's entries to object files: ``python -m harness.kernel.building FOLDER``.

Numba compiles and optimises; of the module that it gives, its wrapper for Python is left
out, so that the object needs nothing of Numba and nothing of Python. Run by
``harness.kernel.code_store``, as a process of its own.
"""

from __future__ import annotations

import gc
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import numba
import numpy as np
from numba.core import types

from harness.kernel.absorb import absorb_rows, fill_slots
from harness.kernel.code_store import INDEX, target_machine
from harness.kernel.decode import decode_outer, decode_packets
from harness.kernel.flows import add_packets
from harness.kernel.framing import frame_pcap, frame_pcapng
from harness.kernel.gone import choose_staying, close_ranks, describe_rows, note_gone
from harness.kernel.sightings import add_sightings, fill_sighting_slots
from harness.kernel.usb_endpoints import note_endpoints

ENTRIES = (
    frame_pcap,
    frame_pcapng,
    note_endpoints,
    decode_packets,
    decode_outer,
    add_packets,
    absorb_rows,
    fill_slots,
    note_gone,
    choose_staying,
    describe_rows,
    close_ranks,
    add_sightings,
    fill_sighting_slots,
)


def build(entries: tuple[Any, ...], folder: Path) -> None:
    """Compile entries into a folder that ``code_store`` reads."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    index = {}
    for entry in entries:
        name = entry.py_func.__name__
        symbol, results, octets = _object(entry)
        (folder / f"{name}.o").write_bytes(octets)
        digest = hashlib.sha256(octets).hexdigest()
        index[name] = {"symbol": symbol, "results": results, "sha256": digest}
    (folder / INDEX).write_text(json.dumps(index), encoding="ascii")


def _object(entry: Any) -> tuple[str, int, bytes]:
    """Symbol, number of results, and object file of one entry."""
    signature = tuple(_numba_type(kind) for kind in entry.kinds)
    entry.compile(signature)
    compiled = entry.overloads[signature]
    module = llvm.parse_assembly(entry.inspect_llvm(signature))
    symbol = compiled.fndesc.llvm_func_name
    for function in module.functions:
        if not function.is_declaration and function.name != symbol:
            function.linkage = llvm.Linkage.internal
    machine = target_machine()
    passes = llvm.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    passes.run(module, llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options()))
    _check_self_contained(module, entry)
    return symbol, _results(compiled.signature.return_type), machine.emit_object(module)


def _check_self_contained(module: Any, entry: Any) -> None:
    """The object is loaded without Numba: a call that leads to it would end the process."""
    outside = [function.name for function in module.functions if function.is_declaration]
    if wrong := [name for name in outside if not name.startswith("llvm.")]:
        raise TypeError(f"{entry.py_func.__name__} calls what is not there later: {', '.join(wrong)}")


def _numba_type(kind: Any) -> Any:
    return types.int64 if kind is int else types.Array(numba.from_dtype(np.dtype(kind)), 1, "C")


def _results(given: Any) -> int:
    """How many int64 an entry gives; it may give nothing else."""
    if given == types.none:
        return 0
    parts = getattr(given, "types", (given,))
    if any(part != types.int64 for part in parts):
        raise TypeError(f"an entry gives {given}, and not int64 only")
    return len(parts)


if __name__ == "__main__":
    # What Numba makes is in use to the end: looking for garbage in it again and again takes a quarter of the time.
    gc.disable()
    build(ENTRIES, Path(sys.argv[1]))
