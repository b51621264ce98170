"""Cases about what was done: devices that were never there, steps that nothing proves."""

from __future__ import annotations

from tests.cases.verdicts.base_documents import at
from tests.cases.verdicts.builder import CN, CN_2, HOST, Case, case

AIRCRAFT = {
    "id": "aircraft",
    "role": "aircraft",
    "addresses": ["192.168.8.30"],
    "macs": ["02:00:00:00:08:30"],
}


@case(
    "silent-aircraft",
    "The aircraft is under test and never sends a packet, while the phone logs in. "
    "Without liveness of each device, the phone's traffic would PASS for the aircraft's silence.",
)
def silent_aircraft(case: Case) -> None:
    case.scenario["devices"].append(AIRCRAFT)
    case.step["devices"] = ["phone", "aircraft"]
    case.expect("INCONCLUSIVE")


@case(
    "dead-radio-in-one-step",
    "The phone is seen at login and not in the flight, where its radio was dead. "
    "Without liveness in each step, one step would vouch for another, and the claim would PASS.",
)
def dead_radio(case: Case) -> None:
    case.network["to_s"] = 180
    case.cell["steps"].append(
        case.step
        | {"id": "flight", "kind": "flight", "from": at("10:01:30"), "to": at("10:02:30")}
        | {"evidence": [{"stated": "video 3, 00:41"}]}
    )
    case.expect("INCONCLUSIVE")


@case(
    "step-without-evidence",
    "The flight names no evidence that it took place. "
    "Without the rule, a step that was never done would PASS.",
)
def step_without_evidence(case: Case) -> None:
    del case.step["evidence"]
    case.expect("INCONCLUSIVE")


@case(
    "step-evidence-not-found",
    "The login should have contacted the login host, and only another host was contacted. "
    "Without looking for the evidence, a login that failed would PASS.",
)
def step_evidence_not_found(case: Case) -> None:
    case.step["evidence"] = [{"contacted": "account.skylark.example"}]
    case.expect("INCONCLUSIVE")


@case(
    "too-few-octets-for-the-step",
    "The flight should have sent a megabyte, and the phone sent some hundred octets. "
    "Without counting, any packet would vouch for the flight, and the claim would PASS.",
)
def too_few_octets(case: Case) -> None:
    case.step["evidence"] = [{"sent": {"device": "phone", "octets": 1_000_000}}]
    case.expect("INCONCLUSIVE")


@case(
    "step-names-no-device",
    "The step names evidence and no device that must be seen. "
    "Without the rule, leaving devices out would be the way to PASS.",
)
def step_names_no_device(case: Case) -> None:
    case.step["devices"] = []
    case.expect("INCONCLUSIVE")


@case(
    "no-steps",
    "The cell has a capture and no step: nothing says that the product was used. "
    "Without the rule, a phone on a shelf would PASS.",
)
def no_steps(case: Case) -> None:
    case.cell["steps"] = []
    case.expect("INCONCLUSIVE")


@case(
    "step-of-the-claim-is-missing",
    "The claim is about flights, and only a login was done. "
    "Without the rule, a claim about one thing would PASS on another.",
)
def step_missing(case: Case) -> None:
    case.claim["scope"]["steps"] = ["flight"]
    case.expect("INCONCLUSIVE")


@case(
    "data-outside-the-steps-of-the-claim",
    "The claim is about flights alone, and data goes to China in the login. "
    "Without the claim's own bounds, it would be a FAIL of something that nobody claimed.",
)
def outside_the_claims_steps(case: Case) -> None:
    case.network["to_s"] = 200
    case.cell["steps"].append(
        case.step | {"id": "flight", "kind": "flight", "from": at("10:01:30"), "to": at("10:02:30")}
    )
    case.talk("login.skylark.example", at_s=100)
    case.log_at(CN, at_s=40)
    case.claim["scope"]["steps"] = ["flight"]
    case.expect("PASS")


@case(
    "data-partly-in-the-steps-of-the-claim",
    "The claim is about flights alone, and a conversation with China begins in the login and lasts into the flight. "
    "Without the rule, its data would be held for the flight's or dropped as the login's.",
)
def partly_in_the_claims_steps(case: Case) -> None:
    outside_the_claims_steps(case)
    case.host("stream", CN_2, where="cn")
    case.talk(CN_2, kind="tcp", at_s=79.8, close="fin", octets_up=12_000)
    case.scenario["cells"][0]["steps"][1]["from"] = at("10:01:20")
    case.scenario["expect"] = []
    case.expect("INCONCLUSIVE")


@case(
    "clock-set-back",
    "The capturing clock is set back by an hour in the flight, just before data goes to China; the claim is about flights. "
    "Without the rule, the data would lie outside the flight by its times, and the claim would PASS.",
)
def clock_set_back(case: Case) -> None:
    outside_the_claims_steps(case)
    case.situation["traffic"][-1]["at_s"] = 120
    case.scenario["expect"] = []
    case.origin = (
        "Origin: forged by `harness forge` from the situation of `data-outside-the-steps-of-the-claim`, with the data to China at 120 s\n"
        "instead of 40 s, and every packet from 110 s on then stamped 3,600 s earlier (`with_clock_step` of `tests/support/pcapng_edits.py`,\n"
        "`step_ns=-3600 * 10**9`). SYNTHETIC, and marked so inside. Licence: Apache-2.0, as the project."
    )
    case.expect("INCONCLUSIVE")


@case(
    "clock-set-forward",
    "The capturing clock is set forward by an hour in the flight, just before data goes to China, and whoever watched it says so. "
    "Without the rule, the data would lie after the flight by its times, and the claim, which is about flights, would PASS.",
)
def clock_set_forward(case: Case) -> None:
    outside_the_claims_steps(case)
    case.situation["traffic"][-1]["at_s"] = 120
    case.capture["clock_set_ms"] = 3_600_000
    case.scenario["expect"] = []
    case.origin = (
        "Origin: forged by `harness forge` from the situation of `data-outside-the-steps-of-the-claim`, with the data to China at 120 s\n"
        "instead of 40 s, and every packet from 110 s on then stamped 3,600 s later (`with_clock_step` of `tests/support/pcapng_edits.py`,\n"
        "`step_ns=3600 * 10**9`). SYNTHETIC, and marked so inside. Licence: Apache-2.0, as the project."
    )
    case.expect("INCONCLUSIVE")


@case(
    "data-outside-every-step",
    "Data goes to China after the last step. "
    "Without the rule that a witness counts whenever it is seen, waiting for the end of a step would hide it.",
)
def outside_every_step(case: Case) -> None:
    case.log_at(CN, at_s=100)
    case.expect("FAIL", "FAIL", HOST)


@case(
    "one-cell-silent-device-other-cell-live",
    "The phone is seen in the first session and not in the second. "
    "Without judging each cell alone, the live session would vouch for the dead one.",
)
def one_cell_dead(case: Case) -> None:
    for traffic in case.situation["traffic"]:
        traffic["networks"] = ["us-v1"]
    case.situation["devices"].append({"id": "television", "mac": "02:00:00:00:08:77", "v4": "192.168.8.77"})
    case.add_cell("us-v1-again", "11:00:00", session=2)
    case.talk("login.skylark.example", device="television", networks=["us-v1-again"])
    case.expect("INCONCLUSIVE")
