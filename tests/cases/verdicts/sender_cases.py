"""Cases about whose a flow is: devices, our own tools, other devices."""

from __future__ import annotations

from copy import deepcopy

from tests.cases.verdicts.builder import CN, CN_2, HOST, Case, case

WAN_IP = "198.51.100.20"


@case(
    "mistyped-device-address",
    "The scenario has a wrong digit in the phone's address, and data goes to China from the right one. "
    "Without liveness, a device that is never seen would PASS.",
)
def mistyped_address(case: Case) -> None:
    case.log_at(CN)
    case.scenario["devices"][0] |= {"addresses": ["192.168.8.29"], "macs": []}
    case.expect("INCONCLUSIVE")


@case(
    "mistyped-mac",
    "The scenario has a wrong digit in the phone's MAC and its address right; data goes to China. "
    "Without comparing both, the address alone would name the phone although the frames say another, and nobody would see the slip.",
)
def mistyped_mac(case: Case) -> None:
    case.log_at(CN)
    case.scenario["devices"][0]["macs"] = ["02:00:00:00:08:29"]
    case.expect("INCONCLUSIVE")


@case(
    "address-moved-to-another-device",
    "After the login the phone's address is given to a television, which sends data to China. "
    "Without the MAC, the television's data would be held against the phone: a wrong FAIL.",
)
def address_moved(case: Case) -> None:
    case.situation["devices"].append({"id": "television", "mac": "02:00:00:00:08:77", "v4": "192.168.8.20"})
    case.log_at(CN, device="television", at_s=60)
    case.expect("INCONCLUSIVE")


@case(
    "other-device-to-cn",
    "A listed television on the same network sends data to China. "
    "Without excluding it by name, the phone would be blamed; without listing it, nobody could check that it was not.",
)
def other_device(case: Case) -> None:
    _television(case)
    case.scenario["others"] = [{"name": "lab television", "macs": ["02:00:00:00:08:77"]}]
    case.expect("PASS")


@case(
    "unlisted-device-to-cn",
    "A device that nobody listed sends data to China on the same network. "
    "Without the rule, it would be dropped as not the phone, though it may be the aircraft, and the claim would PASS.",
)
def unlisted_device(case: Case) -> None:
    _television(case)
    case.expect("INCONCLUSIVE")


@case(
    "unlisted-device-where-only-the-subject-is",
    "Nothing but the product is attached at the tap, and an address that nobody listed sends data to China. "
    "Without the tap's own attribution, the product's second interface would be dropped as unknown.",
)
def subject_only(case: Case) -> None:
    _television(case)
    case.point["subject_only"] = True
    case.claim["attribution"] = "tap"
    case.expect("FAIL", "FAIL", HOST)


def _television(case: Case) -> None:
    case.situation["devices"].append({"id": "television", "mac": "02:00:00:00:08:77", "v4": "192.168.8.77"})
    case.log_at(CN, device="television")


@case(
    "gateway-clock-at-the-lan",
    "Our own gateway asks a Chinese time server, and the scenario lists it as a tool. "
    "Without excluding our tools, the harness would blame the product for itself: a wrong FAIL.",
)
def gateway_clock_lan(case: Case) -> None:
    _gateway_clock(case)
    case.expect("PASS")


@case(
    "gateway-sends-more-than-its-clock",
    "The address of our gateway sends to China by another port than the clock's. "
    "Without the bound on what a tool is said to send, all that leaves by the gateway would be excluded, and PASS.",
)
def gateway_sends_more(case: Case) -> None:
    _gateway_clock(case)
    case.talk(CN_2, kind="tcp", device="gateway", at_s=60)
    case.host("more", CN_2, where="cn")
    case.expect("INCONCLUSIVE")


@case(
    "gateway-clock-at-the-wan",
    "At the tap behind address translation everything bears the gateway's address, and the tool names no server. "
    "Without the rule, the product's own NTP to China would be excluded as the gateway's, and the claim would PASS.",
)
def gateway_clock_wan(case: Case) -> None:
    _at_wan(case)
    _gateway_clock(case, WAN_IP)
    case.expect("INCONCLUSIVE")


@case(
    "gateway-clock-at-the-wan-with-servers",
    "At the tap behind address translation the tool names the server that only it asks. "
    "Without the bound by server, a careful test at a WAN tap could never tell its own clock.",
)
def gateway_clock_wan_servers(case: Case) -> None:
    _at_wan(case)
    _gateway_clock(case, WAN_IP)
    case.scenario["tools"][0]["servers"] = [CN]
    case.expect("PASS")


def _gateway_clock(case: Case, *addresses: str) -> None:
    case.situation["devices"].append({"id": "gateway", "mac": "02:00:5e:00:00:01", "v4": "192.168.8.1"})
    case.host("clock", CN, where="cn")
    case.talk(CN, kind="ntp", device="gateway")
    case.scenario["tools"] = [
        {"name": "gateway clock", "addresses": ["192.168.8.1", *addresses], "ports": [123]}
    ]


def _at_wan(case: Case) -> None:
    """The same network seen behind its translation: who sends is known from the tap alone."""
    case.network["nat_v4"] = WAN_IP
    case.point.update({"tap": "gateway-wan", "subject_only": True})
    case.claim["attribution"] = "tap"
    case.step.update({"devices": ["phone"], "evidence": [{"contacted": "login.skylark.example"}]})
    case.scenario["subject"]["egress"][0]["vantage_points"].append("ashburn-lan")
    case.scenario["vantage_points"].append(
        case.point | {"id": "ashburn-lan", "tap": "gateway-lan", "subject_only": False}
    )
    lan = deepcopy(case.network) | {"id": "lan"}
    del lan["nat_v4"]
    case.situation["networks"].append(lan)
    for traffic in case.situation["traffic"]:
        traffic["networks"] = ["us-v1", "lan"]
    case.cell["captures"].append(case.capture | {"path": "lan.pcapng", "vantage_point": "ashburn-lan"})


@case(
    "which-side-is-ours",
    "Behind translation two internet addresses exchange datagrams, one in China, and neither is a known device. "
    "Without the rule, a visitor's datagrams could be taken for data of the product.",
)
def which_side(case: Case) -> None:
    _at_wan(case)
    case.situation["devices"].append({"id": "peer", "mac": "02:00:00:00:08:99", "v4": "192.168.8.99"})
    case.host("peer-host", CN, where="cn")
    case.talk(CN, kind="udp", device="peer", octets_down=300, networks=["us-v1"])
    case.expect("INCONCLUSIVE")


@case(
    "temporary-address-of-the-phone",
    "The phone sends data to China from an IPv6 address that nobody listed, with its own MAC. "
    "Without the MAC, temporary addresses (RFC 8981) would be nobody's, and the FAIL would be lost.",
)
def temporary_address(case: Case) -> None:
    case.situation["devices"].append(
        {"id": "temporary", "mac": "02:00:00:00:08:21", "v6": "2001:db8:8::f00d"}
    )
    case.situation["devices"][1]["mac"] = "02:00:00:00:08:22"
    case.scenario["devices"][0]["macs"].append("02:00:00:00:08:22")
    case.host("log", "240e:3a1::5", where="cn")
    case.named(HOST, "log")
    case.talk(HOST, device="temporary", ip=6, resolver="192.168.8.1", resolve=False)
    case.expect("FAIL", "FAIL", HOST)
