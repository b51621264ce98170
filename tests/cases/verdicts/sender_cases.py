"""Cases about whose a flow is: devices, our own tools, other devices, resolvers, baselines."""

from __future__ import annotations

from copy import deepcopy

from tests.cases.verdicts.builder import CN, CN_2, CN_3, Case, at, case

HOST = "log.skylark.example"
TIME = "time.phoneos.example"
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
    "resolver-given-in-cn",
    "The access network gave a Chinese resolver, and the phone asks it. "
    "Without telling given from chosen, every phone on such a network would be a wrong FAIL.",
)
def resolver_given(case: Case) -> None:
    _chinese_resolver(case)
    case.point["resolvers"] = [CN_3]
    case.expect("PASS")


@case(
    "resolver-hard-coded-in-cn",
    "The network gave its own resolver, and the phone asks a Chinese one all the same. "
    "Without telling chosen from given, names of every host that the product asks for would go to China and PASS.",
)
def resolver_hard_coded(case: Case) -> None:
    _chinese_resolver(case)
    case.expect("FAIL", "FAIL", "AS4812/udp/53")


@case(
    "resolver-not-stated",
    "The phone asks a Chinese resolver, and nobody says which one the network gave. "
    "Without the rule, a guess would make it a wrong FAIL or a wrong PASS.",
)
def resolver_not_stated(case: Case) -> None:
    _chinese_resolver(case)
    del case.point["resolvers"]
    case.expect("INCONCLUSIVE")


def _chinese_resolver(case: Case) -> None:
    case.host("resolver", CN_3, where="cn")
    for traffic in case.situation["traffic"]:
        traffic["resolver"] = CN_3


@case(
    "httpdns-to-cn",
    "The app asks for names over HTTP at a Chinese address, beside the resolver that the network gave. "
    "Without counting it as data, a question by HTTPDNS would pass for DNS that nobody chose.",
)
def httpdns(case: Case) -> None:
    case.host("httpdns", CN_2, where="cn")
    http = {"host": CN_2, "path": "/d?host=api.skylark.example"}
    case.talk(CN_2, kind="http", http=http, octets_up=0)
    case.expect("FAIL", "FAIL", "AS4812/tcp/80")


@case(
    "app-to-cn",
    "With the app the phone sends data to a Chinese server that it does not contact without the app. "
    "This is the plain FAIL of an app: the baseline tells it from the phone's own system.",
)
def app_to_cn(case: Case) -> None:
    case.app()
    case.log_at(CN, networks=["us-v1"])
    case.expect("FAIL", "FAIL", HOST)


@case(
    "baseline-missing",
    "The app's phone sends data to China, and nobody captured the phone without the app. "
    "Without the rule, the phone's own system would be held against the app: a wrong FAIL.",
)
def baseline_missing(case: Case) -> None:
    case.app(with_baseline=False)
    case.log_at(CN, networks=["us-v1"])
    case.expect("INCONCLUSIVE")


@case(
    "baseline-shorter-than-the-test",
    "The phone without the app was captured for twenty seconds, with it for a minute. "
    "Without the rule, what the system does every half minute would look like the app's: a wrong FAIL.",
)
def baseline_shorter(case: Case) -> None:
    case.app()
    case.scenario["cells"][1]["steps"][0]["to"] = at("09:00:40")
    case.log_at(CN, networks=["us-v1"])
    case.expect("INCONCLUSIVE")


@case(
    "baseline-with-loss",
    "The capture of the phone without the app lost packets. "
    "Without the rule, what was lost there would look as if only the app did it: a wrong FAIL.",
)
def baseline_with_loss(case: Case) -> None:
    case.app()
    case.situation["networks"][1]["loss"] = {"share": 0.1}
    case.log_at(CN, networks=["us-v1"])
    case.expect("INCONCLUSIVE")


@case(
    "operating-system-to-cn",
    "The phone asks a Chinese time server with and without the app. "
    "Without the baseline, the phone's system would be held against the app: a wrong FAIL.",
)
def operating_system(case: Case) -> None:
    case.app()
    case.host("clock", CN, where="cn")
    next(name for name in case.situation["names"] if name["name"] == TIME)["answers"] = [{"host": "clock"}]
    case.expect("INCONCLUSIVE")


@case(
    "app-uses-what-the-system-uses",
    "The app sends 12,000 octets to a Chinese host that the phone contacts without the app too. "
    "Without the rule, background would be dropped, and data hidden among it would PASS.",
)
def app_uses_the_systems_host(case: Case) -> None:
    operating_system(case)
    case.talk(TIME, octets_up=12_000, octets_down=0, networks=["us-v1"])


@case(
    "push-service-in-cn",
    "The phone's push service, which carries messages for apps, is at a Chinese address. "
    "Without the rule, what the system sends for others would be held against the app, or dropped.",
)
def push_service(case: Case) -> None:
    case.app()
    case.host("courier", CN, where="cn")
    case.named("1-courier.push.apple.com", "courier")
    case.talk("1-courier.push.apple.com", port=5223)
    case.expect("INCONCLUSIVE")


@case(
    "address-only-where-app-is-asked-for",
    "A claim about the app asks for attribution by uid, and the capture can only give the difference to a baseline. "
    "Without grades, a guess would stand as proof: a wrong FAIL by the claim's own terms.",
)
def grade_too_low(case: Case) -> None:
    case.app()
    case.log_at(CN, networks=["us-v1"])
    case.claim["attribution"] = "uid"
    case.expect("INCONCLUSIVE")


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
