"""Cases about how a cell was run: interference, ways out, files that are not what they are said to be, limits."""

from __future__ import annotations

from tests.cases.verdicts.base_documents import Document
from tests.cases.verdicts.builder import CN, HOST, Case, case
from tests.cases.verdicts.octets import down, up
from tests.support.quic_vectors import CLIENT_INITIAL, SERVER_INITIAL


@case(
    "vpn-capture",
    "A VPN on the phone captured, and it forces IPv4: the rig changed what the product does. "
    "Without the rule, behaviour under the rig would PASS for behaviour without it.",
)
def vpn_capture(case: Case) -> None:
    case.cell["interference"] = ["vpn_capture"]
    case.cell["ip_versions"] = [4]
    case.expect("INCONCLUSIVE")


@case(
    "witness-under-interference",
    "Data goes to China while QUIC is blocked by the rig, and nowhere else. "
    "Without the mark, a FAIL that the rig may have caused would stand as the product's own.",
)
def witness_under_interference(case: Case) -> None:
    case.log_at(CN)
    case.cell["interference"] = ["quic_blocked"]
    case.expect("FAIL", "FAIL", HOST)


@case(
    "quic-blocked-beside-passive",
    "With QUIC blocked the app takes TLS to the same name and port, and sends a crash report to China that the passive session beside it does not show; a mode "
    "was tried with QUIC blocked alone. Without setting cells side by side, nobody could see what the block may have caused, nor what is missing to tell.",
)
def quic_blocked_beside_passive(case: Case) -> None:
    case.add_cell("us-blocked", "11:00:00", interference=["quic_blocked"])
    case.add_cell("us-blocked-local", "12:00:00", interference=["quic_blocked"], settings="local")
    case.host("media", "3.208.5.44")
    case.named("example.com", "media")
    case.host("crash", CN, where="cn")
    case.named("crash.skylark.example", "crash")
    short = b"\x40" + bytes(range(1, 120))
    quic = [up(CLIENT_INITIAL[1]), down(SERVER_INITIAL[1]), up(short), down(short)]
    over_quic: Document = {"kind": "udp", "port": 443, "octets_up": 0, "octets_down": 0, "messages": quic}
    case.talk("example.com", **over_quic, networks=["us-v1"])
    case.talk("example.com", networks=["us-blocked"])
    case.talk("crash.skylark.example", at_s=45, networks=["us-blocked"])
    case.claim["scope"]["settings"] = ["default", "local"]
    case.expect("FAIL", "FAIL", "crash.skylark.example")


@case(
    "sha256-of-another-file",
    "The file is not the one whose digest the scenario states. "
    "Without the rule, somebody else's capture would be judged, and would PASS.",
)
def sha256_of_another_file(case: Case) -> None:
    case.capture["sha256"] = "0" * 64
    case.expect("ERROR")


@case(
    "same-octets-for-two-cells",
    "One capture is listed for version 1.0 and, as a copy, for version 1.1. "
    "Without the rule, 1.1 would PASS on packets of 1.0.",
)
def same_octets_for_two_cells(case: Case) -> None:
    case.add_cell("us-v2", "10:00:00", subject_version="1.1")
    case.situation["networks"].pop()
    case.copies = {"us-v2.pcapng": "us-v1.pcapng"}
    case.claim["scope"]["subject_versions"] = ["1.0", "1.1"]
    case.expect("ERROR")


@case(
    "error-beside-fail",
    "One cell shows data going to China, the capture of another is missing. "
    "Without the rule, ERROR would hide the witness, or the witness would hide that a cell was not judged.",
)
def error_beside_fail(case: Case) -> None:
    case.log_at(CN)
    case.add_cell("us-v2", "11:00:00", subject_version="1.1")
    case.situation["networks"].pop()
    case.claim["scope"]["subject_versions"] = ["1.0", "1.1"]
    case.expect("ERROR", "ERROR", HOST)


@case(
    "error-keeps-its-witness",
    "Of one cell's two captures one shows data going to China and the other is missing. "
    "Without the rule, ERROR would drop the packets that prove the contrary of the claim.",
)
def error_keeps_its_witness(case: Case) -> None:
    case.log_at(CN)
    case.cell["captures"].append(case.capture | {"path": "us-v1-2.pcapng"})
    case.expect("ERROR", "ERROR", HOST)


@case(
    "unobserved-egress",
    "The phone has a SIM that nobody tapped or disabled. "
    "Without the rule, what leaves by Wi-Fi would PASS for all that leaves.",
)
def unobserved_egress(case: Case) -> None:
    case.scenario["subject"]["egress"].append({"id": "phone-sim", "kind": "sim", "state": "unobserved"})
    case.expect("INCONCLUSIVE")


@case(
    "disabled-egress",
    "The phone's SIM was taken out, and the scenario says how that was verified. "
    "Without the difference between disabled and unobserved, a careful test could never PASS.",
)
def disabled_egress(case: Case) -> None:
    case.scenario["subject"]["egress"].append(
        {"id": "phone-sim", "kind": "sim", "state": "disabled", "verified": "SIM removed, photo 12"}
    )
    case.expect("PASS")


@case(
    "egress-not-captured-in-the-cell",
    "The dock's cable is tapped at a vantage point of its own, which this cell has no capture of. "
    "Without the rule, a tap that was not running would PASS for one that saw nothing.",
)
def egress_not_captured(case: Case) -> None:
    case.scenario["subject"]["egress"].append(
        {"id": "dock-cable", "kind": "ethernet", "state": "tapped", "vantage_points": ["dock-tap"]}
    )
    case.scenario["vantage_points"].append(case.point | {"id": "dock-tap", "tap": "dock"})
    case.expect("INCONCLUSIVE")


@case(
    "accepted-limit-still-blocks",
    "Somebody accepts with a reason that loss is not known. "
    "Without the rule, accepting a limit would turn INCONCLUSIVE into PASS.",
)
def accepted_limit(case: Case) -> None:
    case.network["loss"] = {"share": 0, "counter": "absent"}
    case.scenario["accepted_limits"] = [
        {"kind": "loss_unknown", "reason": "the phone's capture app has no counter", "expires": "2027-03-01"}
    ]
    case.expect("INCONCLUSIVE")


@case(
    "accepted-limit-expired",
    "A limit was accepted until a day that has passed. "
    "Without the rule, what was borne for a while would be borne for ever, and nobody would be told.",
)
def accepted_limit_expired(case: Case) -> None:
    accepted_limit(case)
    case.scenario["accepted_limits"][0]["expires"] = "2026-11-20"
