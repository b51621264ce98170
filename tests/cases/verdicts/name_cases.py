"""Cases about names: several for one address, several places for one, none at all."""

from __future__ import annotations

from tests.cases.verdicts.builder import CN, HOST, Case, case


@case(
    "name-leads-to-two-countries",
    "One name leads to the United States at login and to China from a second network. "
    "Without judging each cell by the address on its own wire, the name's better-known place would decide.",
)
def geo_dns(case: Case) -> None:
    case.add_cell("jp-v1", "11:00:00", egress_region="JP")
    case.scenario["vantage_points"].append(
        case.point | {"id": "tokyo", "region": "JP", "coordinates": [35.7, 139.7]}
    )
    case.scenario["cells"][1]["captures"][0]["vantage_point"] = "tokyo"
    case.scenario["subject"]["egress"][0]["vantage_points"].append("tokyo")
    case.situation["networks"][1]["coordinates"] = [35.7, 139.7]
    case.host("log-us", "3.208.5.44")
    case.host("log-cn", CN, where="cn")
    answers = [{"host": "log-us"}, {"host": "log-cn", "networks": ["jp-v1"]}]
    case.situation["names"].append({"name": HOST, "answers": answers})
    case.talk(HOST)
    case.claim["scope"]["egress_regions"] = ["US", "JP"]
    case.expect("FAIL", "FAIL", HOST)


@case(
    "two-names-of-one-address",
    "Two names lead to one Chinese address, and data goes to both. "
    "Without findings by name, one of two services would be lost, and mending one would look like mending both.",
)
def two_names(case: Case) -> None:
    case.log_at(CN)
    case.named("crash.skylark.example", "log")
    case.talk("crash.skylark.example", at_s=50)
    case.expect("FAIL", "FAIL", "crash.skylark.example", HOST)


@case(
    "no-name",
    "Data goes to a Chinese address that no name was ever seen for. "
    "Without identities by AS, port and transport, the finding would be the address, and change when the address does.",
)
def no_name(case: Case) -> None:
    case.host("far", CN, where="cn")
    case.talk(CN, kind="tcp")
    case.expect("FAIL", "FAIL", "AS4812/tcp/9000")
