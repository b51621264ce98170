"""Cases about many cells: what is asserted and not tested, what was expected, what became of findings."""

from __future__ import annotations

from tests.cases.verdicts.builder import CN, CN_2, CN_3, HOST, Case, case

VERSIONS = ["1.0", "1.1"]


@case(
    "planned-cell-not-run",
    "A second version was to be tested and was not. "
    "Without the rule, a campaign could drop the cells that it fears and PASS.",
)
def planned_cell(case: Case) -> None:
    case.claim["scope"]["subject_versions"] = VERSIONS
    planned = case.add_cell("us-v2", "11:00:00", subject_version="1.1")
    planned |= {"captures": [], "steps": []}
    case.situation["networks"].pop()
    case.expect("PASS", "INCONCLUSIVE")


@case(
    "nothing-was-run",
    "The only cell is planned, and nothing was captured. "
    "Without the rule, a product that nobody looked at would send nothing to China.",
)
def nothing_run(case: Case) -> None:
    case.cell.update({"captures": [], "steps": []})
    case.expect("NONE", "INCONCLUSIVE")


@case(
    "asserted-worldwide-tested-in-us",
    "The claim is asserted worldwide, and everything was captured in the United States. "
    "Without two verdicts, a US-only test would PASS for the world.",
)
def worldwide(case: Case) -> None:
    case.claim["scope"]["egress_regions"] = "worldwide"
    case.expect("PASS", "INCONCLUSIVE")


@case(
    "region-of-the-claim-not-tested",
    "The claim is asserted for the United States and Germany, and only the first was tested. "
    "Without the rule, the region that was left out would PASS unseen.",
)
def region_not_tested(case: Case) -> None:
    case.claim["scope"]["egress_regions"] = ["US", "DE"]
    case.expect("PASS", "INCONCLUSIVE")


@case(
    "out-of-scope-cell",
    "Data goes to China in version 0.9, and the claim is about 1.0 alone. "
    "Without the claim's scope, an old version would be held against a claim that never spoke of it.",
)
def out_of_scope(case: Case) -> None:
    case.add_cell("us-v0", "09:00:00", subject_version="0.9")
    case.log_at(CN, networks=["us-v0"])
    case.expect("PASS")


@case(
    "two-independent-sessions",
    "Two sessions, each begun anew, show nothing. "
    "Without the bound of three by the number of sessions, two quiet sessions would be read as never.",
)
def two_sessions(case: Case) -> None:
    case.cell["independent"] = True
    case.add_cell("us-v1-again", "11:00:00", session=2)
    case.expect("PASS")


@case(
    "sessions-that-are-not-independent",
    "The second session goes on with the account of the first. "
    "Without the rule, one trial counted twice would halve the bound.",
)
def dependent_sessions(case: Case) -> None:
    case.cell["independent"] = True
    case.add_cell("us-v1-again", "11:00:00", session=2, independent=False)
    case.expect("PASS")


@case(
    "expected-finding-vanished",
    "The scenario expects a FAIL with a finding, and this capture shows none. "
    "Without the comparison, a finding that a blind harness no longer sees would go out as good news.",
)
def finding_vanished(case: Case) -> None:
    case.expect("FAIL", "FAIL", HOST)


@case(
    "finding-renamed",
    "The scenario expects one finding, and the data goes to China under another name. "
    "Without identities, the same FAIL would hide that one host was replaced by another.",
)
def finding_renamed(case: Case) -> None:
    case.host("log", CN, where="cn")
    case.named("telemetry.skylark.example", "log")
    case.talk("telemetry.skylark.example")
    case.expect("FAIL", "FAIL", HOST)


@case(
    "finding-not-seen-since",
    "Version 1.0 sends data to China, version 1.1 does not, with another account answer lost to a blind spot. "
    "Without the word for it, a finding that is merely not seen again would be called fixed.",
)
def not_seen_since(case: Case) -> None:
    _two_versions(case)
    case.situation["networks"][1]["loss"] = {"share": 0, "counter": "absent"}
    case.expect("FAIL", "FAIL", HOST)


@case(
    "finding-known-not-seen-since",
    "As finding-not-seen-since, and the scenario says that it is known: `not_seen_since` beside the expected findings. "
    "Without that list, a run would stay red until somebody took the finding out of it, and with it its history.",
)
def known_not_seen_since(case: Case) -> None:
    not_seen_since(case)
    (expected,) = case.scenario["expect"]
    expected["not_seen_since"] = expected["findings"]


@case(
    "finding-fixed-by-retest",
    "Version 1.0 sends data to China; version 1.1, with nothing else changed and as well covered, does not. "
    "Without a controlled re-test as ground, nothing could ever be called fixed.",
)
def fixed_by_retest(case: Case) -> None:
    _two_versions(case)
    case.expect("FAIL", "FAIL", HOST)


@case(
    "finding-fixed-by-statement",
    "Version 1.1 no longer shows the finding, and the vendor states that it was removed in 1.1. "
    "Without the statement's version, a word about 2.0 would call fixed what nobody mended in 1.1.",
)
def fixed_by_statement(case: Case) -> None:
    not_seen_since(case)
    case.scenario["vendor_statements"] = [
        {"host": HOST, "text": "removed", "source": "mail of 2026-11-05", "version": "1.1"}
    ]


@case(
    "statement-about-another-version",
    "Version 1.1 no longer shows the finding, and the vendor states that it will be removed in 2.0. "
    "Without comparing versions, any statement would turn not seen since into fixed.",
)
def statement_about_another_version(case: Case) -> None:
    fixed_by_statement(case)
    case.scenario["vendor_statements"][0]["version"] = "2.0"


@case(
    "finding-came-back",
    "Version 1.0 shows the finding, 1.1 does not, and 1.2 does again. "
    "Without order in time, the quiet version in the middle would call it fixed.",
)
def came_back(case: Case) -> None:
    _two_versions(case)
    case.claim["scope"]["subject_versions"] = [*VERSIONS, "1.2"]
    case.add_cell("us-v3", "12:00:00", subject_version="1.2")
    case.situation["traffic"][-1]["networks"].append("us-v3")
    case.expect("FAIL", "FAIL", HOST)


def _two_versions(case: Case) -> None:
    case.claim["scope"]["subject_versions"] = VERSIONS
    case.add_cell("us-v2", "11:00:00", subject_version="1.1")
    case.log_at(CN, networks=["us-v1"])


@case(
    "account-region-decides",
    "From the United States, an account of Japan sends data to China and an account of the United States does not. "
    "Without cells by account region, a test with US accounts would PASS for all that leave from the US.",
)
def account_region(case: Case) -> None:
    case.add_cell("us-jp-account", "11:00:00", account_region="JP")
    case.claim["scope"]["account_regions"] = ["US", "JP"]
    case.log_at(CN, networks=["us-jp-account"])
    case.expect("FAIL", "FAIL", HOST)


@case(
    "declined-consent",
    "After consent was declined data goes to China, and after it was accepted none does. "
    "Without the worst of all cells, the friendlier answer would decide.",
)
def declined_consent(case: Case) -> None:
    case.add_cell("us-declined", "11:00:00", consent="declined")
    case.log_at(CN, networks=["us-declined"])
    case.expect("FAIL", "FAIL", HOST)


@case(
    "hostile-names",
    "Hosts in China are named with escapes, line breaks, right-to-left marks and a formula. "
    "Without escaping in every output, a name from the wire could repaint the verdict that it stands in.",
)
def hostile_names(case: Case) -> None:
    for number, (address, name) in enumerate(((CN, "\x1b[2Jlog\u202egpj.exe"), (CN_2, "=cmd|'/c calc'!A1"))):
        case.host(f"hostile-{number}", address, where="cn")
        case.talk(address, kind="http", http={"host": name}, at_s=40 + number, octets_up=0)
    case.host("hostile-2", CN_3, where="cn")
    case.talk(CN_3, sni="ok\r\nX-Verdict: PASS", at_s=50)
    hosts = (r"=cmd|'/c\032calc'!a1", r"\027[2jlog\226\128\174gpj.exe", r"ok\013\010x-verdict:\032pass")
    case.expect("FAIL", "FAIL", *hosts)
