"""What captures show and scenarios state of where and how packets were taken."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from harness.model.scenario import Cell, Interference, Tap, VantagePoint
from harness.model.sites import Doubt, Landmark, LocalVpn, Rig, Site
from harness.stages.rigs import rigs_of_captures, rigs_of_scenario
from harness.tables.captures import CAPTURES
from harness.tables.parts import Whole
from harness.tables.protocols import PROTOCOLS
from tests.support.places_example import capture, frame
from tests.support.scenario_parts import capture_file, cell, scenario, vantage_point

HERE = Site(50.1, 8.7, 25.0)
SECRETS = {"other_blocks": [{"block": "decryption secrets", "blocks": 1}]}
PCAPDROID = {"tool": "PCAPdroid v1.7.2"}


def issuer(text: str, vantage: str = "app", key: str = "certificate_issuer") -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(PROTOCOLS.columns)
    row |= dict.fromkeys((name for name, column in PROTOCOLS.columns.items() if column.dtype == pl.UInt64), 0)
    return row | {
        "vantage": vantage,
        "capture": "c0",
        "time_ns": 0,
        "protocol": "tls",
        "by_client": False,
        "key": key,
        "value": text,
    }


def shown(
    *captures: dict[str, Any], protocols: tuple[dict[str, Any], ...] = (), **given: Any
) -> dict[str, Rig]:
    return rigs_of_captures(
        frame(CAPTURES, *captures), Whole(frame(PROTOCOLS, *protocols)), given.pop("stated", None), **given
    )


def test_a_plain_capture_gives_no_reason_for_doubt() -> None:
    assert shown(capture(), stated=HERE) == {"app": Rig(stated=HERE)}


def test_no_captures_have_no_rigs() -> None:
    assert shown() == {}


@pytest.mark.parametrize("how", [{"intercepted": True}, {}])
def test_interception_is_shown_by_the_file_or_said_by_the_tester(how: dict[str, Any]) -> None:
    rigs = shown(capture(**how), capture(capture="c1", vantage="wan"), intercepted=not how)
    assert rigs["app"].doubts == {Doubt.INTERCEPTED}
    assert rigs["wan"].doubts == (set() if how else {Doubt.INTERCEPTED})


def test_one_intercepted_file_of_a_vantage_point_is_enough() -> None:
    assert shown(capture(), capture(capture="c1", intercepted=True))["app"].doubts == {Doubt.INTERCEPTED}


def test_a_certificate_of_a_proxys_own_authority_is_held_against_its_vantage_point() -> None:
    told = (
        issuer("CN=mitmproxy"),
        issuer("CN=R11", "wan"),
        issuer("CN=mitmproxy", "wan", "certificate_not_after"),
    )
    rigs = shown(capture(), capture(capture="c1", vantage="wan"), protocols=told)
    assert {vantage: rig.doubts for vantage, rig in rigs.items()} == {
        "app": {Doubt.LOCAL_AUTHORITY},
        "wan": set(),
    }


def test_pcapdroid_asks_the_server_first() -> None:
    assert shown(capture(**PCAPDROID))["app"].local_vpn is LocalVpn.AFTER_THE_SERVER


def test_beside_files_of_another_program_it_vouches_for_nothing() -> None:
    assert shown(capture(**PCAPDROID), capture(capture="c1"))["app"].local_vpn is LocalVpn.AT_ONCE


def test_secrets_in_a_file_of_a_local_vpn_show_that_it_opened_tls() -> None:
    assert shown(capture(**PCAPDROID, **SECRETS))["app"].doubts == {Doubt.INTERCEPTED}
    assert shown(capture(tool="Dumpcap", **SECRETS))["app"].doubts == set()


def stated(
    row: dict[str, Any] | None = None, of: Cell | None = None, point: VantagePoint | None = None
) -> Rig:
    captures = frame(CAPTURES, capture(vantage="us/lan", path="captures/a.pcap") | (row or {}))
    of_all = scenario(of or cell(), vantage_points=(point or vantage_point(),))
    (rig,) = rigs_of_scenario(captures, Whole(PROTOCOLS.empty()), of_all).values()
    return rig


def test_a_scenario_states_where_a_vantage_point_is() -> None:
    assert stated() == Rig(stated=Site(39.0, -77.5, 25.0))


def test_behind_a_vpn_the_place_is_the_exits_and_landmarks_go_along() -> None:
    marks = (Landmark("198.51.100.7", HERE),)
    rig = stated(point=vantage_point(egress="vpn_exit", landmarks=marks))
    assert (rig.vpn_exit, rig.landmarks) == (True, marks)
    assert not stated(point=vantage_point(egress="mobile")).vpn_exit


def test_interception_that_the_scenario_states_counts_as_if_it_were_seen() -> None:
    assert stated(of=cell(interference=(Interference.TLS_INTERCEPTION,))).doubts == {Doubt.INTERCEPTED}
    harmless = (
        Interference.QUIC_BLOCKED,
        Interference.DOH_BLOCKED,
        Interference.IPV6_BLOCKED,
        Interference.ALTERED_DNS,
    )
    assert stated(of=cell(interference=harmless)) == stated()


@pytest.mark.parametrize(("tap", "way"), [
    (Tap.APP, LocalVpn.AT_ONCE), (Tap.CONTROLLER, LocalVpn.AT_ONCE), (Tap.DESKTOP, LocalVpn.AT_ONCE),
    (Tap.GATEWAY_LAN, None), (Tap.GATEWAY_WAN, None),
])  # fmt: skip
def test_capture_by_a_local_vpn_concerns_the_device_and_not_what_lies_behind_it(
    tap: Tap, way: LocalVpn | None
) -> None:
    of = cell(interference=(Interference.VPN_CAPTURE,))
    assert stated(of=of, point=vantage_point(tap=tap)).local_vpn is way


def test_the_tool_that_a_scenario_states_counts_beside_what_wrote_the_file() -> None:
    by_vpn = (Interference.VPN_CAPTURE,)
    of = cell(interference=by_vpn, captures=(capture_file(tool="PCAPdroid 1.7.2"),))
    point = vantage_point(tap=Tap.APP)
    assert stated(of=of, point=point).local_vpn is LocalVpn.AFTER_THE_SERVER
    assert stated({"tool": "Editcap 4.0"}, of, point).local_vpn is LocalVpn.AFTER_THE_SERVER
    other = cell(interference=by_vpn, captures=(capture_file(tool="HttpCanary"),))
    assert stated(of=other, point=point).local_vpn is LocalVpn.AT_ONCE


def test_keys_beside_a_local_vpns_capture_may_be_its_own() -> None:
    with_keys = cell(captures=(capture_file(tool="PCAPdroid", keylog="a.keys"),))
    assert stated(of=with_keys, point=vantage_point(tap=Tap.APP)).doubts == {Doubt.INTERCEPTED}
    assert stated(of=cell(captures=(capture_file(keylog="a.keys"),))).doubts == set()


@pytest.mark.parametrize(
    ("tap", "behind"), [(Tap.GATEWAY_WAN, True), (Tap.GATEWAY_LAN, False), (Tap.APP, False)]
)
def test_hellos_are_the_proxy_s_behind_it_and_the_product_s_before_it(tap: Tap, behind: bool) -> None:
    by_proxy = cell(interference=(Interference.TLS_INTERCEPTION,))
    assert stated(of=by_proxy, point=vantage_point(tap=tap)).hellos_are_the_proxys is behind
    assert not stated(of=cell(), point=vantage_point(tap=tap)).hellos_are_the_proxys
