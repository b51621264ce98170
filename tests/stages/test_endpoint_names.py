"""The best name of an endpoint: told in its own flows, else what its client asked for last, and the packet that tells it."""

from __future__ import annotations

from typing import Any

import pytest

from harness.stages.endpoint_names import SUPPORT
from harness.stages.endpoints import gather_endpoints
from tests.support.tables import START_NS, flow, flows_of, name, names_of

SECOND = 1_000_000_000


def best(*names: dict[str, Any], **flow_fields: Any) -> tuple[Any, ...]:
    found = gather_endpoints(flows_of(flow(**flow_fields)), names_of(*names))
    return found.select("name", "name_source", "name_grade", "name_packet", "names").row(0)


def asked(text: str, seconds_before: float, **given: Any) -> dict[str, Any]:
    return name(text, "dns", time_ns=START_NS - int(seconds_before * SECOND)) | given


def test_where_the_flow_tells_none_the_name_asked_last_is_best_and_its_answer_is_shown() -> None:
    names = [
        asked("early.example", 9, packet=1), asked("late.example", 1, packet=5), asked("after.example", -1, packet=8),
        name("other-port.example", "http_host", server_port=80, packet=6),
    ]  # fmt: skip
    others = ["early.example", "other-port.example", "after.example"]
    assert best(*names) == ("late.example", "dns", "C", 5, ["late.example", *others])


def test_a_name_told_in_the_flow_itself_is_best_whatever_was_asked() -> None:
    told = name("told.example", packet=9)
    assert best(told, asked("late.example", 1, packet=5))[:4] == ("told.example", "sni", "A", 9)
    certified = name("sent.example", "certificate", packet=9)
    assert best(certified, asked("late.example", 1, packet=5))[:4] == ("sent.example", "certificate", "B", 9)


def test_one_of_a_certificate_s_many_names_is_weaker_than_what_was_asked() -> None:
    kin = name("kin.example", "certificate", packet=9) | {"certificate": "kin"}
    assert best(kin, asked("late.example", 1, packet=5))[:4] == ("late.example", "dns", "C", 5)


def test_the_first_packet_that_tells_a_name_is_shown() -> None:
    assert best(name("a", packet=7), name("a", packet=3, time_ns=START_NS - 1))[3] == 3
    assert best(name("a", "capture_nrb", packet=None, time_ns=None, client_ip=None))[1:4] == (
        "capture_nrb",
        "E",
        None,
    )


@pytest.mark.parametrize("sources", SUPPORT[1:3])
def test_sources_beside_each_other_are_equally_firm(sources: tuple[str, ...]) -> None:
    for source in sources:
        assert best(name("z.example", source), name("a.example", sources[0]))[0] == "a.example"
