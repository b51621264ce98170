"""Cases about claims of control: companies under a country's jurisdiction, wherever their servers are."""

from __future__ import annotations

from tests.cases.verdicts.base_documents import US_2
from tests.cases.verdicts.builder import CN, HOST, Case, case

ALIBABA_DE = "47.91.64.5"
"""Alibaba Cloud, Frankfurt: hosted by a company under the control of CN, in Germany."""


def control(case: Case) -> None:
    """The claim: no data to a company under the legal control of CN."""
    text = "No data go to companies under Chinese control."
    case.about("control", "no-data-to-cn-companies", text, countries=["CN"])


@case(
    "control-clear",
    "The phone logs in at a host of a company of the United States, on addresses of another. "
    "This is the plain PASS of control: both the one that runs it and the one that hosts it are known.",
)
def clear(case: Case) -> None:
    control(case)
    case.known("Example Aero Inc.", "US")
    case.expect("PASS")


@case(
    "control-by-operator",
    "An address in the United States carries a log service whose operator is under the control of CN. "
    "Without claims of control, a server at a cloud in Virginia would settle who reads the log.",
)
def by_operator(case: Case) -> None:
    control(case)
    case.known("Example Aero Inc.", "US")
    case.known("Red River Logging Ltd.", "CN", "log-upload", suffix="redriver.example")
    case.host("log", US_2)
    case.named("log.redriver.example", "log")
    case.talk("log.redriver.example")
    case.expect("FAIL", "FAIL", "log.redriver.example")


@case(
    "control-by-host",
    "A company of the United States keeps its log at Alibaba Cloud in Frankfurt. "
    "Without asking who hosts it, a company under the control of CN would hold the data, and PASS.",
)
def by_host(case: Case) -> None:
    control(case)
    case.known("Example Aero Inc.", "US")
    case.log_at(ALIBABA_DE, where="de")
    case.expect("FAIL", "FAIL", HOST)


@case(
    "control-in-china-is-not-control-by-china",
    "Data go to an address in Shanghai, of a carrier under the control of CN. "
    "Where the address is would be no witness of control; that China Telecom routes it is.",
)
def by_carrier(case: Case) -> None:
    control(case)
    case.known("Example Aero Inc.", "US")
    case.log_at(CN)
    case.expect("FAIL", "FAIL", HOST)


@case(
    "control-of-an-unknown-operator",
    "A host that no rule knows gets data at Amazon in Virginia. "
    "Without the rule, a tenant of a cloud would be taken for the cloud, and PASS.",
)
def unknown(case: Case) -> None:
    control(case)
    case.known("Example Aero Inc.", "US")
    case.host("other", US_2)
    case.named("collect.other.example", "other")
    case.talk("collect.other.example")
    case.expect("INCONCLUSIVE")


@case(
    "control-by-a-rule-that-is-not-firm",
    "A rule that only infers it says that the host's operator is under the control of CN. "
    "Without the rule, a guess would carry a FAIL; taken for nothing, it would let the host PASS.",
)
def not_firm(case: Case) -> None:
    control(case)
    case.known("Red River Logging Ltd.", "CN", confidence="inferred")
    case.expect("INCONCLUSIVE")


@case(
    "control-without-a-name",
    "Data go to an address of Amazon that no name was ever seen for. "
    "Without the rule, the cloud's own country would clear whoever rents it.",
)
def without_a_name(case: Case) -> None:
    control(case)
    case.known("Example Aero Inc.", "US")
    case.host("far", US_2)
    case.talk(US_2, kind="tcp")
    case.expect("INCONCLUSIVE")


@case(
    "control-not-run",
    "The cell of a claim of control is planned, and nothing was captured. "
    "Without the rule, no capture at all would show no company under the control of CN.",
)
def not_run(case: Case) -> None:
    control(case)
    case.cell.update({"captures": [], "steps": []})
    case.expect("NONE", "INCONCLUSIVE")
