"""Compiled, plain and bounds-checked kernels agree; edited sources are compiled anew."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
KERNEL = ROOT / "harness" / "kernel"
MODES = {"compiled": {}, "plain": {"NUMBA_DISABLE_JIT": "1"}, "checked": {"NUMBA_BOUNDSCHECK": "1"}}


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def hostile_runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, np.ndarray]]:
    """Rows of 2,000 hostile inputs in each mode; a run that raises fails here."""
    runs = {}
    for mode, environment in MODES.items():
        out = tmp_path_factory.mktemp(mode) / "rows.npz"
        done = python("-m", "tests.support.kernel_run", str(out), **environment)
        assert done.returncode == 0, done.stderr
        runs[mode] = dict(np.load(out))
    return runs


def test_hostile_inputs_give_rows_of_every_kind(hostile_runs: dict[str, dict[str, np.ndarray]]) -> None:
    rows = hostile_runs["compiled"]
    assert len(rows["outcomes"]) == 2_000
    assert set(np.unique(rows["packets"]["verdict"])) >= {0, 1, 2, 3, 4, 5, 6, 8}
    assert len(rows["flows"]) > 500
    assert len(rows["sightings"]) > 1024
    assert set(np.unique(rows["sightings"]["family"])) == {4, 6}


@pytest.mark.parametrize("mode", ["plain", "checked"])
def test_modes_agree_row_by_row(mode: str, hostile_runs: dict[str, dict[str, np.ndarray]]) -> None:
    for table in ("packets", "flows", "sightings", "outcomes"):
        ours, theirs = hostile_runs["compiled"][table], hostile_runs[mode][table]
        assert len(ours) == len(theirs), table
        for field in ours.dtype.names or (...,):
            assert np.array_equal(ours[field], theirs[field]), (table, field)


def test_a_known_bad_read_raises_where_reads_are_checked(
    hostile_runs: dict[str, dict[str, np.ndarray]],
) -> None:
    assert bool(hostile_runs["checked"]["checked"])
    assert bool(hostile_runs["plain"]["checked"])
    assert not bool(hostile_runs["compiled"]["checked"])


def test_only_accessors_index_capture_octets() -> None:
    indexed = [
        source.name
        for source in sorted(KERNEL.glob("*.py"))
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "buf"
    ]
    assert set(indexed) == {"accessors.py"}


def test_every_accessor_checks_both_bounds() -> None:
    for function in ast.parse((KERNEL / "accessors.py").read_text()).body:
        if not isinstance(function, ast.FunctionDef):
            continue
        reads = [n for n in ast.walk(function) if isinstance(n, ast.Subscript)]
        first = next(n for n in function.body if not isinstance(n, ast.Expr))
        if reads:
            test = ast.unparse(first.test) if isinstance(first, ast.If) else ""
            assert "p < 0" in test, function.name
            assert "end" in test, function.name


@pytest.mark.parametrize("source", ["interest.py", "flows.py", "link.py", "sightings.py"])
def test_an_edited_callee_changes_the_digest(source: str, tmp_path: Path) -> None:
    shutil.copytree(
        KERNEL.parent, tmp_path / "harness", ignore=shutil.ignore_patterns("__pycache__", "geodata")
    )
    ask = "from harness.kernel.jit import source_digest; print(source_digest())"
    before = python("-c", ask, PYTHONPATH=str(tmp_path), PYTHONSAFEPATH="1").stdout
    with (tmp_path / "harness" / "kernel" / source).open("a") as edited:
        edited.write("# edited\n")
    after = python("-c", ask, PYTHONPATH=str(tmp_path), PYTHONSAFEPATH="1").stdout
    assert len(before) == len(after) > 1
    assert before != after


def test_an_edited_accessor_is_compiled_anew(tmp_path: Path) -> None:
    """Machine code of a kernel must not outlive what it calls: the same cache, an edited callee."""
    shutil.copytree(
        KERNEL.parent, tmp_path / "harness", ignore=shutil.ignore_patterns("__pycache__", "geodata")
    )
    kernel = tmp_path / "harness" / "kernel"
    (kernel / "probe.py").write_text(
        "from harness.kernel.accessors import u8\n"
        "from harness.kernel.jit import entry\n\n\n"
        "@entry\ndef probe(buf):\n    return u8(buf, 0, 1)\n"
    )
    ask = "import numpy as np; from harness.kernel.probe import probe; print(probe(np.array([7], dtype=np.uint8)))"
    environment = {
        "PYTHONPATH": str(tmp_path),
        "PYTHONSAFEPATH": "1",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    assert python("-c", ask, **environment).stdout.strip() == "7"
    assert python("-c", ask, **environment).stdout.strip() == "7"
    accessors = kernel / "accessors.py"
    accessors.write_text(
        accessors.read_text().replace("return np.int64(buf[p])\n", "return np.int64(buf[p]) + 1\n")
    )
    assert python("-c", ask, **environment).stdout.strip() == "8"


def test_without_a_writable_cache_kernels_compile_with_one_warning(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("a file where the cache folder should be")
    ask = "import harness.kernel.jit, harness.kernel.accessors"
    done = python("-W", "always", "-c", ask, XDG_CACHE_HOME=str(blocker))
    assert done.returncode == 0
    assert done.stderr.count("no cache for compiled code") == 1


def test_it_is_known_whether_a_first_run_has_to_compile(tmp_path: Path) -> None:
    ask = (
        "import numpy as np; from harness.kernel.jit import is_compiled; print(is_compiled());"
        "from harness.kernel.absorb import fill_slots; from harness.kernel.records import FLOW;"
        "fill_slots(np.zeros(0, dtype=FLOW), 0, 0, np.zeros(4, dtype=np.int32), 0); print(is_compiled())"
    )
    done = python("-c", ask, XDG_CACHE_HOME=str(tmp_path))
    assert done.stdout.split() == ["False", "True"], done.stderr
