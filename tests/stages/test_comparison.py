"""Results of one scenario beside each other: what a later one lacks is not seen, never deleted."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from harness.model.comparison import Change
from harness.model.verdicts import Judgement, Verdict
from harness.stages.comparison import Result, compare_results
from harness.tables.endpoints import ENDPOINTS
from harness.tables.judgements import FINDINGS
from harness.tables.verification import Verification
from tests.support.verification_example import example, frame

EXAMPLE = example()
DAY = 86_400_000_000_000


def endpoint(name: str | None, address: str, scope: str = "internet") -> dict[str, object]:
    return {
        "vantage": "v",
        "name": name,
        "server_ip": address,
        "server_port": 443,
        "transport": "tcp",
        "scope": scope,
    }


def later(days: int, **changed: object) -> Verification:
    moved = EXAMPLE.captures.with_columns(pl.col("first_ns", "last_ns") + days * DAY)
    return replace(EXAMPLE, captures=moved, **changed)  # type: ignore[arg-type]


def with_findings(days: int, **status: str) -> Verification:
    rows = [
        {
            "finding": f"no-data-to-cn/{name}.example",
            "claim": "no-data-to-cn",
            "status": told,
            "why": "Because.",
        }
        for name, told in status.items()
    ]
    return later(days, findings=frame(FINDINGS, rows))


def test_a_scenario_that_occurs_once_is_not_compared() -> None:
    other = replace(EXAMPLE, scenario=replace(EXAMPLE.scenario, id="other"))
    assert compare_results([Result("a", "1", EXAMPLE), Result("b", "1", other)]) == ()


@pytest.mark.parametrize("turned", [False, True])
def test_order_is_that_of_the_packets_not_of_the_command_line(turned: bool) -> None:
    results = [Result("old", "1", EXAMPLE), Result("new", "1", later(3))]
    (found,) = compare_results(reversed(results) if turned else results)
    assert [one.label for one in found.results] == ["old", "new"]


def test_what_became_of_findings() -> None:
    first = with_findings(0, stays="open", gone="open", mended="open")
    second = with_findings(1, stays="open", mended="fixed", fresh="open", hidden="not_seen_since")
    (found,) = compare_results([Result("1", "1", first), Result("2", "1", second)])
    assert {
        row.finding.removeprefix("no-data-to-cn/"): (row.status, row.change) for row in found.findings
    } == {
        "fresh.example": ((None, "open"), Change.NEW),
        "stays.example": (("open", "open"), Change.STILL),
        "gone.example": (("open", None), Change.NOT_SEEN),
        "hidden.example": ((None, "not_seen_since"), Change.NOT_SEEN),
        "mended.example": (("open", "fixed"), Change.FIXED),
    }
    (third,) = compare_results(
        [Result(str(day), "1", one) for day, one in enumerate((first, second, with_findings(2)))]
    )
    assert len(third.findings) == len(found.findings)


def test_endpoints_go_by_name_where_there_is_one() -> None:
    first = frame(
        ENDPOINTS,
        [endpoint("a.example", "192.0.2.1"), endpoint(None, "192.0.2.9"), endpoint("x", "10.0.0.1", "local")],
    )
    second = frame(ENDPOINTS, [endpoint("a.example", "198.51.100.7"), endpoint("b.example", "192.0.2.9")])
    (found,) = compare_results(
        [Result("1", "1", later(0, endpoints=first)), Result("2", "1", later(1, endpoints=second))]
    )
    assert found.endpoints_in_all == 1
    assert [(row.endpoint, row.seen, row.change) for row in found.endpoints] == [
        ("b.example tcp 443", (False, True), Change.NEW),
        ("192.0.2.9 tcp 443", (True, False), Change.NOT_SEEN),
    ]


def test_verdicts_stand_beside_each_other_with_what_else_differs() -> None:
    passed = Judgement(claim="any", cell=None, verdict=Verdict.PASS, coverage_ratio=1.0)
    chosen = (replace(EXAMPLE.chosen[0], as_tested=passed),)
    (found,) = compare_results(
        [
            Result("1", "0.1.0", EXAMPLE),
            Result("2", "0.2.0", later(1, chosen=chosen, catalogue_sha256="e" * 64)),
        ]
    )
    rows = {row.claim: row for row in found.claims}
    assert rows["no-data-to-cn"].as_tested == ("FAIL", "PASS")
    assert rows["no-data-to-cn"].changed
    assert rows["local-mode-silent"].as_tested == ("INCONCLUSIVE", None)
    assert {row.variable: row.values for row in found.differences} == {
        "harness": ("0.1.0", "0.2.0"),
        "catalogue": ("c" * 12, "e" * 12),
    }
