"""Cases about claims of content: planted data, and what keeps them from being seen."""

from __future__ import annotations

from typing import Any

from tests.cases.verdicts.base_documents import US_2
from tests.cases.verdicts.builder import Case, case

HOME: list[float] = [-31.4159265, -126.5358979]
"""A position in the South Pacific, where nobody flies."""
ACCOUNT = "quill.tester@skylark.example"
API = "api.skylark.example"


def content(case: Case, **keys: Any) -> None:
    """The claim: no planted data leave; the login itself is in clear, so that all of it can be read."""
    case.about("content", "no-position-leaves", "No position leaves the phone.", **keys)
    case.scenario["honey"] = [
        {"id": "home", "kind": "home_point", "position": HOME, "radius_m": 50.0},
        {"id": "account", "kind": "account_email", "values": [ACCOUNT]},
    ]
    case.situation["values"] = [
        {"id": "home", "kind": "home_point", "position": HOME},
        {"id": "account", "kind": "account_email", "value": ACCOUNT},
    ]
    case.situation["traffic"][0] = post("login.skylark.example", 30, '{"user":"tester"}')
    case.host("api", US_2)
    case.named(API, "api")


def post(to: str, at_s: float, text: str) -> dict[str, Any]:
    """A POST in clear, answered."""
    messages = [
        {"way": "up", "start": "POST /v1 HTTP/1.1", "text": text},
        {"way": "down", "start": "HTTP/1.1 200 OK", "text": "ok"},
    ]
    return {"kind": "http", "device": "phone", "to": to, "at_s": at_s, "messages": messages}


POSITION = '{"lat":${home:latitude},"lon":${home:longitude}}'


@case(
    "no-planted-data",
    "Everything that the phone sends can be read, and nothing of what was planted is in it. "
    "This is the plain PASS of content.",
)
def nothing_planted(case: Case) -> None:
    content(case)
    case.situation["traffic"].append(post(API, 40, '{"battery":87}'))
    case.expect("PASS")


@case(
    "position-leaves",
    "The planted position stands in the body of a request. "
    "This is the plain FAIL of content, wherever the server is.",
)
def position(case: Case) -> None:
    content(case, data=["home_point"])
    case.situation["traffic"].append(post(API, 40, POSITION))
    case.expect("FAIL", "FAIL", API)


@case(
    "account-leaves-where-the-claim-is-about-positions",
    "The planted account stands in the body of a request, and the claim is about positions. "
    "Without what a claim is about, every login would FAIL it.",
)
def account(case: Case) -> None:
    content(case, data=["home_point"])
    case.situation["traffic"].append(post(API, 40, '{"user":"${account}"}'))
    case.expect("PASS")


@case(
    "position-to-whom-it-may-go",
    "The planted position goes to the one host that the claim allows it to go to, and to another. "
    "Without the list, allowed and not allowed could not be told apart.",
)
def allowed(case: Case) -> None:
    content(case, data=["home"], only=[{"host": [API]}])
    case.situation["traffic"].append(post(API, 40, POSITION))
    case.host("map", "3.208.5.44")
    case.named("map.skylark.example", "map")
    case.situation["traffic"].append(post("map.skylark.example", 50, POSITION))
    case.expect("FAIL", "FAIL", "map.skylark.example")


@case(
    "content-that-nobody-can-read",
    "The phone sends data over TLS, and there are no keys. "
    "Without the rule, encrypting what is sent would be enough to PASS.",
)
def sealed(case: Case) -> None:
    content(case)
    case.talk(API)
    case.expect("INCONCLUSIVE")


@case(
    "position-that-chance-may-have-made",
    "Numbers near the planted position leave, and the radius around it is so wide that chance makes such numbers. "
    "Without the rule, chance would FAIL the claim; taken for nothing, a blurred position would PASS.",
)
def by_chance(case: Case) -> None:
    content(case, data=["home"])
    case.scenario["honey"][0]["radius_m"] = 20000.0
    case.host("fleet", "3.208.5.44")
    case.named("fleet.skylark.example", "fleet")
    messages = [{"way": "up", "mavlink": "home"}]
    case.situation["traffic"].append(
        {"kind": "udp", "device": "phone", "to": "fleet.skylark.example", "port": 14550, "at_s": 40}
        | {"messages": messages}
    )
    case.expect("INCONCLUSIVE")


@case(
    "content-of-others-that-nobody-can-read",
    "Everything that the phone sends can be read; a listed television beside it sends over TLS. "
    "Without telling whose it is, no product could pass beside any other device.",
)
def sealed_by_others(case: Case) -> None:
    content(case)
    television = {
        "id": "television",
        "mac": "02:00:00:00:08:77",
        "v4": "192.168.8.77",
        "v6": "2001:db8:8::77",
    }
    case.situation["devices"].append(television)
    case.talk(API, device="television")
    case.scenario["others"] = [{"name": "lab television", "macs": ["02:00:00:00:08:77"]}]
    case.expect("PASS")


@case(
    "position-before-consent",
    "The planted position leaves in a cell where consent was declined, and in one where it was given. "
    "Without telling the cells apart, data sent with consent would be held against a claim about declining.",
)
def before_consent(case: Case) -> None:
    content(case, data=["home"])
    case.claim["scope"]["consents"] = ["declined"]
    case.cell["consent"] = "declined"
    case.add_cell("after", "11:00:00", consent="accepted")
    body = post(API, 40, POSITION) | {"networks": ["after"]}
    case.situation["traffic"].append(body)
    case.expect("PASS")


@case(
    "content-not-run",
    "The cell of a claim of content is planned, and nothing was captured. "
    "Without the rule, no capture at all would hold no planted data.",
)
def not_run(case: Case) -> None:
    content(case)
    case.cell.update({"captures": [], "steps": []})
    case.expect("NONE", "INCONCLUSIVE")
