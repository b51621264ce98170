"""Tables are declared in full, and conform catches each way of not keeping to one."""

from __future__ import annotations

import importlib
import pkgutil
import re

import polars as pl
import pytest

import harness.tables
from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table, conform, holds_text

PAIRS = Table(
    "pairs",
    "one pair",
    {
        "key": Column(dtype=pl.UInt64, doc="Key."),
        "note": Column(dtype=pl.String, private=Privacy.NOTE, doc="Note.", null="nothing to note"),
    },
)
GOOD = pl.DataFrame({"key": [1, 2], "note": ["a", None]}, schema=PAIRS.schema)
UNITS = {"ns", "s", "octets", "packets", "km", "degrees"}


def declared() -> dict[str, Table]:
    """Every table of the package, by the name it is declared under."""
    modules = [
        importlib.import_module(f"harness.tables.{m.name}")
        for m in pkgutil.iter_modules(harness.tables.__path__)
    ]
    return {
        key: value for module in modules for key, value in vars(module).items() if isinstance(value, Table)
    }


TABLES = declared()
COLUMNS = [(table, name, column) for table in TABLES.values() for name, column in table.columns.items()]
EACH = pytest.mark.parametrize(
    ("table", "name", "column"), COLUMNS, ids=[f"{t.name}.{n}" for t, n, _ in COLUMNS]
)


def test_the_tables_of_the_pipeline_are_there() -> None:
    expected = {
        "captures",
        "packets",
        "flows",
        "handshakes",
        "round_trips",
        "names",
        "hellos",
        "endpoints",
        "places",
        "classes",
    }
    assert expected <= {table.name for table in TABLES.values()}
    assert all(key == table.name.upper() for key, table in TABLES.items())


@EACH
def test_every_column_says_what_it_means(table: Table, name: str, column: Column) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
    assert column.doc.endswith(".")
    assert not column.doc.startswith(" ")
    assert column.null is None or column.null.strip() == column.null != ""
    assert column.unit is None or column.unit in UNITS


@EACH
def test_units_live_in_names(table: Table, name: str, column: Column) -> None:
    assert name.endswith("_ns") == (column.unit == "ns")
    assert name.endswith("_s") == (column.unit == "s")
    assert column.unit != "ns" or column.dtype == pl.Int64


@EACH
def test_counters_are_unsigned(table: Table, name: str, column: Column) -> None:
    if column.unit in {"octets", "packets"}:
        assert column.dtype in {pl.UInt64, pl.UInt32}


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_an_empty_table_keeps_to_its_declaration(table: Table) -> None:
    assert table.row
    assert table.empty().height == 0
    assert conform(table.empty(), table).schema == table.schema


def test_what_becomes_of_an_empty_table_is_not_seen_in_the_next() -> None:
    changed = PAIRS.empty()
    changed.extend(GOOD)
    changed.insert_column(0, pl.Series("more", [1, 2]))
    assert PAIRS.empty().is_empty()
    assert PAIRS.empty().schema == PAIRS.schema


def test_a_frame_that_keeps_to_its_table_is_given_back_in_declared_order() -> None:
    assert conform(GOOD, PAIRS).equals(GOOD)
    assert conform(GOOD.select("note", "key"), PAIRS).columns == ["key", "note"]


@pytest.mark.parametrize(("frame", "fault"), [
    (GOOD.drop("note"), r"pairs: missing columns \['note'\]"),
    (GOOD.with_columns(more=1, other=2), r"pairs: undeclared columns \['more', 'other'\]"),
    (GOOD.cast({"key": pl.Int64}), "pairs: key is Int64, not UInt64"),
    (GOOD.cast({"key": pl.String, "note": pl.Categorical}), "key is String, not UInt64; note is Categorical"),
    (GOOD.with_columns(note=pl.lit(None)), "note is Null, not String"),
    (pl.DataFrame(), r"missing columns \['key', 'note'\]"),
])  # fmt: skip
def test_wrong_columns_are_told(frame: pl.DataFrame, fault: str) -> None:
    with pytest.raises(TypeError, match=fault):
        conform(frame, PAIRS)


def test_a_null_where_none_is_declared_is_told() -> None:
    with pytest.raises(ValueError, match=r"pairs: forbidden nulls in \['key'\]"):
        conform(GOOD.with_columns(key=pl.Series([1, None], dtype=pl.UInt64)), PAIRS)


def test_a_nested_dtype_is_compared_whole() -> None:
    table = Table("t", "one", {"x": Column(dtype=pl.List(pl.Struct({"a": pl.UInt64})), doc="X.")})
    with pytest.raises(TypeError, match="x is List"):
        conform(pl.DataFrame({"x": [[{"a": 1}]]}), table)


def test_a_declaration_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        PAIRS.columns["more"] = Column(dtype=pl.String, doc="More.")  # type: ignore[index]


@EACH
def test_every_text_says_what_can_be_private_in_it(table: Table, name: str, column: Column) -> None:
    if holds_text(column.dtype):
        assert column.private is not None
    else:
        assert column.private in (None, Privacy.POSITION)


@pytest.mark.parametrize("dtype", [pl.String, pl.List(pl.String), pl.List(pl.Struct({"a": pl.String}))])
def test_a_text_that_says_nothing_of_it_is_refused(dtype: pl.DataType) -> None:
    with pytest.raises(TypeError, match="private"):
        Table("t", "one", {"said": Column(dtype=dtype, doc="Said.")})
