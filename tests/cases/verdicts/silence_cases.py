"""Cases about claims of silence: a mode that sends nothing, and how nothing is told from not looking."""

from __future__ import annotations

from tests.cases.verdicts.base_documents import US_2, at
from tests.cases.verdicts.builder import CN, HOST, Case, case


@case(
    "silence-with-control",
    "The phone sends nothing in local mode, and on the same rig with the mode off it does. "
    "This is the plain PASS of silence: without the control, an unplugged cable would look the same.",
)
def with_control(case: Case) -> None:
    case.silence()
    case.expect("PASS")


@case(
    "silence-not-run",
    "The control was run, and the cell with the mode on is planned. "
    "Without the rule, the mode would be silent because nobody listened.",
)
def not_run(case: Case) -> None:
    case.silence()
    case.cell.update({"captures": [], "steps": []})
    case.expect("NONE", "INCONCLUSIVE")


@case(
    "silence-without-control",
    "The phone sends nothing in local mode, and no control shows that the rig would have seen it. "
    "Without the rule, an unplugged cable would PASS.",
)
def without_control(case: Case) -> None:
    case.silence(with_control=False)
    case.expect("INCONCLUSIVE")


@case(
    "silence-with-a-silent-control",
    "The control with the mode off shows no packet to the outside either. "
    "Without the rule, a control that proves nothing would be enough to PASS.",
)
def silent_control(case: Case) -> None:
    case.silence()
    case.situation["traffic"] = case.situation["traffic"][-1:]
    case.expect("INCONCLUSIVE")


@case(
    "silence-broken",
    "In local mode the phone sends data to a log host. "
    "This is the plain FAIL of silence, wherever the host is.",
)
def broken(case: Case) -> None:
    case.silence()
    case.log_at(US_2, where="us", networks=["us-v1"])
    case.expect("FAIL", "FAIL", HOST)


@case(
    "silence-with-permitted-services",
    "In local mode the phone asks for the time, and the claim permits NTP and DHCP. "
    "Without what the claim itself permits, every phone with a clock would be a wrong FAIL.",
)
def permitted(case: Case) -> None:
    case.silence()
    case.host("clock", US_2)
    case.talk(US_2, kind="ntp", networks=["us-v1"])
    case.claim["permitted"]["services"] = ["dhcp", "ntp"]
    case.expect("PASS")


@case(
    "silence-with-a-service-not-permitted",
    "In local mode the phone asks for the time, and the claim permits DHCP alone. "
    "Without the claim's own list, an exception that nobody claimed would PASS.",
)
def not_permitted(case: Case) -> None:
    case.silence()
    case.host("clock", US_2)
    case.talk(US_2, kind="ntp", networks=["us-v1"])
    case.expect("FAIL", "FAIL", "AS14618/udp/123")


@case(
    "silence-with-a-permitted-host",
    "In local mode the phone checks that it is connected, at a host that the claim permits. "
    "Without names, the check would be a wrong FAIL; with the name's suffix alone, notcheck.example would be let pass.",
)
def permitted_host(case: Case) -> None:
    case.silence()
    case.host("check", US_2)
    case.named("check.example", "check")
    case.talk("check.example", kind="http", networks=["us-v1"])
    case.claim["permitted"] |= {"services": ["dhcp", "dns_given"], "hosts": ["check.example"]}
    case.expect("PASS")


@case(
    "silence-but-for-names",
    "In local mode the phone asks its given resolver, outside the network, for a name and sends nothing more. "
    "Without the rule, a question that tells the outside a name would PASS for silence.",
)
def names_only(case: Case) -> None:
    case.silence()
    case.host("resolver", US_2)
    case.named("api.skylark.example", "login")
    case.situation["traffic"].append(
        {"kind": "dns", "device": "phone", "to": US_2, "name": "api.skylark.example", "at_s": 40}
        | {"networks": ["us-v1"]}
    )
    case.point["resolvers"] = [US_2]
    case.expect("INCONCLUSIVE")


@case(
    "silence-with-an-unlisted-sender",
    "In local mode a device that nobody listed sends data. "
    "Without the rule, it would be dropped as not the phone, though it may be the aircraft, and the claim would PASS.",
)
def unlisted(case: Case) -> None:
    case.silence()
    case.situation["devices"].append({"id": "television", "mac": "02:00:00:00:08:77", "v4": "192.168.8.77"})
    case.log_at(CN, device="television", networks=["us-v1"])
    case.expect("INCONCLUSIVE")


@case(
    "silence-shorter-than-its-control",
    "Local mode was watched for ten seconds, the control for a minute. "
    "Without the rule, what is sent every half minute would PASS in a short window.",
)
def too_short(case: Case) -> None:
    case.silence()
    case.step["to"] = at("10:00:30")
    case.expect("INCONCLUSIVE")


@case(
    "silence-in-one-step-only",
    "The claim is about idling, and a conversation that began in the step before goes on into it. "
    "Without the rule, traffic of another step would be held against the mode: a wrong FAIL.",
)
def outside_step(case: Case) -> None:
    case.silence()
    case.claim["scope"]["steps"] = ["idle"]
    case.cell["steps"].insert(
        0, case.step | {"id": "leaving", "kind": "leaving", "from": at("10:00:10"), "to": at("10:00:20")}
    )
    case.situation["traffic"].append({"kind": "dhcp", "device": "phone", "at_s": 12, "networks": ["us-v1"]})
    case.host("stream", CN, where="cn")
    case.talk(CN, kind="tcp", at_s=19.5, octets_up=12_000, networks=["us-v1"])
    case.expect("INCONCLUSIVE")


@case(
    "silence-under-capture-by-vpn",
    "The phone is silent while a VPN on it captures. "
    "Without the rule, a product that stops when it sees a VPN would PASS.",
)
def under_vpn(case: Case) -> None:
    case.silence()
    case.cell["interference"] = ["vpn_capture"]
    case.expect("INCONCLUSIVE")


@case(
    "silence-broken-below-the-level",
    "In local mode the phone tries to reach its log host, and nothing answers. "
    "Without the rule, an attempt that failed would PASS for silence.",
)
def attempted(case: Case) -> None:
    case.silence()
    case.log_at(US_2, where="us", networks=["us-v1"], level="syn_only")
    case.expect("INCONCLUSIVE")


@case(
    "silence-broken-behind-a-permitted-address",
    "A log host shares address and port with the connectivity check that the claim permits, as hosts of one CDN do. "
    "Without names of single conversations, the permitted name would cover what went to the other one, and the claim would PASS.",
)
def shared_address(case: Case) -> None:
    case.silence()
    case.host("cdn", US_2)
    case.named("check.example", "cdn")
    case.named(HOST, "cdn")
    case.talk("check.example", networks=["us-v1"])
    case.talk("check.example", at_s=44, networks=["us-v1"])
    case.talk(HOST, at_s=50, networks=["us-v1"])
    case.claim["permitted"].update({"services": ["dhcp", "dns_given"], "hosts": ["check.example"]})
    case.expect("FAIL", "FAIL", HOST)


@case(
    "silence-with-a-name-that-is-not-certain",
    "A conversation tells no name, and the phone asked for two names of its address, of which the claim permits one. "
    "Taken for the one, the claim would PASS; taken for the other, it would FAIL; neither is shown.",
)
def two_names_and_none_told(case: Case) -> None:
    case.silence()
    case.host("cdn", US_2)
    case.named("check.example", "cdn")
    case.named(HOST, "cdn")
    case.talk("check.example", networks=["us-v1"])
    case.talk(HOST, at_s=50, networks=["us-v1"], sni="none")
    case.claim["permitted"].update({"services": ["dhcp", "dns_given"], "hosts": ["check.example"]})
    case.expect("INCONCLUSIVE", "INCONCLUSIVE")
