"""The comparison itself, of ClientHellos and certificates."""

from __future__ import annotations

import copy
from typing import Any

import polars as pl
import pytest

from tests.support.compare_example import DATA, SERVER, differences, named, tables


@pytest.mark.parametrize("change", [{"packet": 5}, {"sni": "a.example"}, {"ja4": "t12d"}])
def test_a_hello_that_says_something_else_is_shown(change: dict[str, Any]) -> None:
    ours = tables()
    ours.hellos = ours.hellos.with_columns(**{name: pl.lit(value) for name, value in change.items()})
    assert differences(DATA, ours) == ["hello"]


def test_a_fingerprint_is_not_compared_where_a_frame_holds_several_messages() -> None:
    data = copy.deepcopy(DATA)
    data["tls_clients"][0] |= {"mixed": True, "ja4": "t12d"}
    assert differences(data, tables()) == []


@pytest.mark.parametrize(("position", "checks"), [(0, []), (1, ["invented certificate"])])
def test_names_of_the_first_certificate_only_are_compared(position: int, checks: list[str]) -> None:
    record = named("cert_cn", "Cloud.example", position=position)
    ours = tables()
    extra = pl.DataFrame([(SERVER, "cloud.example", "certificate")], schema=ours.names.schema, orient="row")
    ours.names = pl.concat([ours.names, extra])
    assert differences(DATA | {"names": [*DATA["names"], record]}, ours) == checks
