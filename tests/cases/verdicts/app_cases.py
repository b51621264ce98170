"""Cases about an app on a phone: its baseline, the phone's own system, services for both."""

from __future__ import annotations

from tests.cases.verdicts.base_documents import at
from tests.cases.verdicts.builder import CN, CN_2, HOST, TIME, Case, case


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
    "system-and-app-share-an-address",
    "The phone's system sends data to a Chinese address with and without the app; the app only shakes hands there, by another name. "
    "Without names of single conversations, the system's data would be held against the app under the app's name: a wrong FAIL.",
)
def shared_address(case: Case) -> None:
    operating_system(case)
    next(one for one in case.situation["hosts"] if one["id"] == "clock")["addresses"] = [CN]
    case.named(HOST, "clock")
    case.named("sync.phoneos.example", "clock")
    case.talk("sync.phoneos.example", at_s=36)
    case.talk(HOST, at_s=41, level="handshake", networks=["us-v1"])


@case(
    "system-service-without-a-name-moved",
    "The phone's system sends data without any name to one Chinese address without the app, and to another with it. "
    "Without the rule, a service that moved between two addresses would be held against the app: a wrong FAIL.",
)
def nameless_service_moved(case: Case) -> None:
    case.app()
    case.host("here", CN, where="cn")
    case.host("there", CN_2, where="cn")
    case.talk(CN, kind="tcp", port=7275, networks=["us-v1"])
    case.talk(CN_2, kind="tcp", port=7275, networks=["without-app"])
    case.expect("INCONCLUSIVE")
