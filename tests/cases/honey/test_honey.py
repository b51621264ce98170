"""Planted values in whole captures: each found where it is and nowhere else, in clear without keys, inside TLS with them."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from harness.campaign import verify
from harness.cli.main import main
from harness.content.search import search_body, sought
from harness.model.content import Body, Part
from harness.model.honey import Honey
from harness.pipeline import analyze
from harness.rules.forge_situation import load_situation
from harness.rules.scenario import load_scenario
from harness.tables.verification import Verification
from tests.support.forging import run_forge
from tests.support.planted import (
    Place,
    differences,
    flows_with_messages,
    found,
    is_clear,
    is_keyed,
    opened,
    planted,
)
from tests.support.tshark import TSHARK

FOLDER = Path(__file__).parent
TRUTH: dict[str, Any] = json.loads((FOLDER / "truth.json").read_text())
NETWORKS = {network["id"]: network for network in TRUTH["networks"]}
JUDGED = ("app", "gateway")
"""Those of the scenarios; their keys lie beside them. The keys of ``lan`` are inside it."""
_ROW = re.compile(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)
needs_tshark = pytest.mark.skipif(TSHARK is None, reason="capability: tshark")


@cache
def verified(name: str) -> Verification:
    return verify(load_scenario(FOLDER / f"{name}.yaml"), today=date(2026, 11, 23))


def honey() -> tuple[Honey, ...]:
    return load_scenario(FOLDER / "scenario.yaml").honey


def test_the_readme_lists_every_file_with_its_digest() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    made = [
        path
        for path in FOLDER.iterdir()
        if path.suffix in (".pcapng", ".keys", ".json") or path.name == "situation.yaml"
    ]
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in made} == dict(
        _ROW.findall(readme)
    )
    assert "**SYNTHETIC.**" in readme


def test_every_file_says_inside_that_it_is_made_up_and_of_what() -> None:
    situation = hashlib.sha256((FOLDER / "situation.yaml").read_bytes()).hexdigest().encode()
    for path in [*FOLDER.glob("*.pcapng"), *FOLDER.glob("*.keys"), FOLDER / "truth.json"]:
        head = path.read_bytes()[:600]
        assert b"SYNTHETIC" in head, path
        assert situation in head, path


def test_the_truth_is_of_these_files_and_says_that_no_seed_repeats_them() -> None:
    assert TRUTH["repeatable"] is False
    for network in TRUTH["networks"]:
        assert hashlib.sha256((FOLDER / network["file"]).read_bytes()).hexdigest() == network["sha256"]


def test_what_is_made_again_says_the_same(tmp_path: Path) -> None:
    """All but the octets of TLS, and the packets that they take."""
    done = run_forge(load_situation(FOLDER / "situation.yaml"), tmp_path)
    assert done.returncode == 0, done.stderr
    again = json.loads((tmp_path / "truth.json").read_text())
    for kept, made in zip(TRUTH["networks"], again["networks"], strict=True):
        assert [one.place for one in planted(kept, bool)] == [one.place for one in planted(made, bool)]


def test_the_scenarios_plant_what_was_said() -> None:
    values = {value["id"]: value for value in TRUTH["values"] if value["planted"]}
    assert {one.id for one in honey()} == set(values)
    for one in honey():
        value = values[one.id]
        place = [one.place.latitude, one.place.longitude] if one.place else None
        assert (one.kind.value, place) == (value["kind"], value["position"])
        assert one.values == (() if value["value"] is None else (value["value"],))
    assert load_scenario(FOLDER / "without-keys.yaml").honey == honey()


def test_there_is_enough_to_find_and_to_leave_alone() -> None:
    for network in TRUTH["networks"]:
        messages = [message for _, flow in flows_with_messages(network) for message in flow["messages"]]
        assert len(planted(network, is_clear)) >= 20
        assert len(planted(network, is_keyed)) >= 7
        assert sum(len(message["decoys"]) for message in messages) >= 8
        assert sum(not message["planted"] for message in messages) >= 15
        assert any(message["keys"] is False and message["planted"] for message in messages)


@pytest.mark.parametrize("name", JUDGED)
def test_without_keys_all_that_is_in_clear_is_found_and_nothing_else(name: str) -> None:
    verification = verified("without-keys")
    assert verification.content is not None
    assert set(verification.content["standing"]) == {"witness"}
    seen = found(verification.content, verification.flows, f"us-v1/{name}")
    assert differences(planted(NETWORKS[name], is_clear), seen) == []


@pytest.mark.parametrize("name", JUDGED)
def test_without_keys_tls_is_undecoded_in_both_ways_and_what_is_in_clear_is_not(name: str) -> None:
    """Of what is in clear only octets without meaning are left: the decoys' noise, and a picture."""
    assert reasons(verified("without-keys"), name) == {
        **{
            (ends, way): {"tls"}
            for ends, flow in flows_with_messages(NETWORKS[name])
            if flow["kind"] == "tls"
            for way in ("up", "down")
        },
        **noise(name),
    }


def noise(name: str) -> dict[Any, set[str]]:
    ends = {flow["conversation"]: ends for ends, flow in flows_with_messages(NETWORKS[name])}
    return {(ends["decoys"], "down"): {"opaque"}, (ends["map-tiles"], "down"): {"media"}}


def reasons(verification: Verification, name: str) -> dict[Any, set[str]]:
    """Why what was not read, by ends and way."""
    assert verification.undecoded is not None
    keys = ("client_ip", "client_port", "server_ip", "server_port")
    rows = verification.undecoded.filter(pl.col("vantage") == f"us-v1/{name}")
    joined = rows.join(verification.flows.select("flow_id", *keys), on="flow_id")
    told: dict[Any, set[str]] = {}
    for row in joined.to_dicts():
        told.setdefault((tuple(row[key] for key in keys), row["way"]), set()).add(row["reason"])
    return told


@needs_tshark
@pytest.mark.parametrize("name", NETWORKS)
def test_what_keys_open_holds_what_was_said_in_it_and_nothing_else(name: str) -> None:
    """``lan`` holds its keys itself."""
    network, rows = NETWORKS[name], list[tuple[int, bool, Place, int]]()
    wanted = sought(honey(), b"0123456789abcdef")

    def search(_: str, __: Any, body: Any) -> None:
        part = Part.BODY if body.protocol.startswith("http") else Part.STREAM
        given = Body(body.data, body.content_type, body.coding, body.complete, part)
        for hit in search_body(given, wanted):
            place = Place(("", 0, "", 0), "", hit.found_id, hit.kind, part.value, hit.chain)
            assert hit.standing.value == "witness"
            rows.append((body.at.flow_id, body.up, place, body.at.packet))

    logs = [str(FOLDER / network["key_log"]["file"])] if "key_log" in network else []
    analysis = analyze([str(FOLDER / network["file"])], keylogs=logs, on_body=search)
    ends = {
        row["flow_id"]: (row["client_ip"], row["client_port"], row["server_ip"], row["server_port"])
        for row in analysis.flows.to_dicts()
    }
    seen = [
        (place._replace(ends=ends[flow], way="up" if up else "down"), packet)
        for flow, up, place, packet in rows
    ]
    expected = [one._replace(place=opened(one.place)) for one in planted(network, is_keyed)]
    assert differences(expected, seen) == []


@needs_tshark
@pytest.mark.parametrize("name", JUDGED)
def test_with_keys_all_that_they_open_is_found_too(name: str) -> None:
    verification = verified("scenario")
    assert verification.content is not None
    seen = found(verification.content, verification.flows, f"us-v1/{name}")
    expected = planted(NETWORKS[name], lambda message: is_clear(message) or is_keyed(message))
    clear = {one.place.ends for one in planted(NETWORKS[name], is_clear)}
    assert (
        differences(
            [one if one.place.ends in clear else one._replace(place=opened(one.place)) for one in expected],
            [(place if place.ends in clear else opened(place), packet) for place, packet in seen],
        )
        == []
    )
    shut = {
        ends
        for ends, flow in flows_with_messages(NETWORKS[name])
        if flow["conversation"] == "tls-without-keys"
    }
    assert {ends for (ends, _), why in reasons(verification, name).items() if "tls" in why} == shut


def test_nothing_planted_is_found_where_nothing_was_planted() -> None:
    """The decoys as honey: they are where the truth says, so the search does see those messages."""
    value = next(value for value in TRUTH["values"] if value["id"] == "neighbour")
    wanted = sought(
        (Honey(id="neighbour", kind=honey()[0].kind, values=(value["value"],)),), b"0123456789abcdef"
    )
    octets = (FOLDER / "app.pcapng").read_bytes()
    assert {hit.chain for hit in search_body(Body(octets), wanted)} >= {"plain", "hex > sha256"}


def test_analyze_lists_leads_and_tells_no_value_of_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    document = tmp_path / "a.json"
    assert main(["analyze", str(FOLDER / "app.pcapng"), "--content", "--json", str(document)]) == 0
    told = capsys.readouterr().out
    written = json.loads(document.read_text())
    assert "lead:" in told
    assert {row["standing"] for row in written["content"]} == {"lead"}
    for value in (value["value"] for value in TRUTH["values"] if value["value"]):
        assert value not in told
        assert value not in json.dumps([written["content"], written["undecoded"]])
