"""Cases about claims of names: only these endpoints, or none of those."""

from __future__ import annotations

from tests.cases.verdicts.base_documents import US_2
from tests.cases.verdicts.builder import HOST, Case, case

RESOLVER = "8.8.8.8"
"""A public resolver that the access network did not give."""
HTTPDNS = "203.107.1.1"
"""Alibaba's lookup service over HTTP, which the catalogue knows."""


def only_listed(case: Case) -> None:
    """The claim: only hosts of the vendor."""
    text = "Data go to hosts of the vendor only."
    only = [{"suffix": ["skylark.example"], "port": [443]}]
    case.about("name", "only-vendor-hosts", text, only=only)


def no_analytics(case: Case) -> None:
    """The claim: no analytics of third parties; both operators are known."""
    never = [{"category": ["analytics", "ads"], "not_operator": ["Example Aero Inc."]}]
    case.about("name", "no-third-party-analytics", "No analytics of third parties.", never=never)
    case.known("Example Aero Inc.", "US")


@case(
    "only-listed-hosts",
    "The phone logs in at a host of the vendor's list and goes nowhere else. "
    "This is the plain PASS of names; queries to the resolver that the network gave are listed and not held against it.",
)
def listed(case: Case) -> None:
    only_listed(case)
    case.expect("PASS")


@case(
    "only-listed-hosts-and-another",
    "Data go to a host beside the vendor's list, in the same country and cloud. "
    "Without claims of names, an address in the right place would do.",
)
def another(case: Case) -> None:
    only_listed(case)
    case.host("other", US_2)
    case.named("notskylark.example", "other")
    case.talk("notskylark.example")
    case.expect("FAIL", "FAIL", "notskylark.example")


@case(
    "only-listed-hosts-and-another-port",
    "The vendor's own host gets data at a port that the list does not name. "
    "Without ports, whatever runs beside the listed service would be allowed with it.",
)
def another_port(case: Case) -> None:
    only_listed(case)
    case.talk("login.skylark.example", kind="tcp", port=9000)
    case.expect("FAIL", "FAIL", "login.skylark.example")


@case(
    "only-listed-hosts-and-one-without-a-name",
    "Data go to an address that no name was ever seen for, in the vendor's own cloud. "
    "Without the rule, leaving out the name would be enough to PASS.",
)
def nameless(case: Case) -> None:
    only_listed(case)
    case.host("far", US_2)
    case.talk(US_2, kind="tcp", port=443)
    case.expect("INCONCLUSIVE")


@case(
    "only-listed-hosts-and-a-hello-without-a-name",
    "A connection to an allowed host tells no name in its hello. "
    "Without the rule, whichever of the names behind the address was meant, the one that was asked for would be allowed.",
)
def hello_without_a_name(case: Case) -> None:
    only_listed(case)
    case.talk("login.skylark.example", sni="none")
    case.expect("INCONCLUSIVE")


@case(
    "only-listed-hosts-and-hidden-questions",
    "The phone asks an allowed resolver by DNS over TLS. "
    "Without the rule, names that were asked for where nobody sees them would be taken for not asked.",
)
def hidden_questions(case: Case) -> None:
    only_listed(case)
    case.claim["only"].append({"cidr": [f"{RESOLVER}/32"]})
    case.host("resolver", RESOLVER)
    case.talk(RESOLVER, port=853)
    case.expect("INCONCLUSIVE")


@case(
    "only-listed-hosts-and-httpdns",
    "The app asks an allowed address for names over HTTP. "
    "Without the rule, names that were asked for past every resolver would be taken for not asked.",
)
def over_http(case: Case) -> None:
    only_listed(case)
    case.claim["only"].append({"cidr": [f"{HTTPDNS}/32"]})
    case.host("httpdns", HTTPDNS, where="cn")
    http = {"host": HTTPDNS, "path": "/d?host=api.skylark.example"}
    case.talk(HTTPDNS, kind="http", http=http, octets_up=0)
    case.expect("INCONCLUSIVE")


@case(
    "only-listed-hosts-not-run",
    "The cell of a claim of names is planned, and nothing was captured. "
    "Without the rule, no capture at all would show no other host.",
)
def not_run(case: Case) -> None:
    only_listed(case)
    case.cell.update({"captures": [], "steps": []})
    case.expect("NONE", "INCONCLUSIVE")


@case(
    "no-third-party-analytics",
    "The vendor's own analytics get data, and nobody else's do. "
    "Without the vendor left out, every product that counts its users would FAIL a claim about others.",
)
def own_analytics(case: Case) -> None:
    no_analytics(case)
    case.known("Example Aero Inc.", "US", "analytics", suffix="count.skylark.example")
    case.host("count", US_2)
    case.named("count.skylark.example", "count")
    case.talk("count.skylark.example")
    case.expect("PASS")


@case(
    "third-party-analytics",
    "A collector of another company gets data. "
    "This is the plain FAIL of a list of what is forbidden, whose members the catalogue tells.",
)
def others_analytics(case: Case) -> None:
    no_analytics(case)
    case.known("Count Co.", "US", "analytics", suffix="countco.example")
    case.host("count", US_2)
    case.named("in.countco.example", "count")
    case.talk("in.countco.example")
    case.expect("FAIL", "FAIL", "in.countco.example")


@case(
    "perhaps-third-party-analytics",
    "A host that no rule knows gets data. "
    "Without the rule, whatever the catalogue has not heard of would be no analytics.",
)
def perhaps_analytics(case: Case) -> None:
    no_analytics(case)
    case.host("other", US_2)
    case.named("in.other.example", "other")
    case.talk("in.other.example")
    case.expect("INCONCLUSIVE")


@case(
    "one-address-of-two-operators",
    "The phone asked two names for one address, and its flow tells none of them. "
    "Without keeping both, the likelier name would decide whether the claim is broken.",
)
def two_operators(case: Case) -> None:
    no_analytics(case)
    case.known("Count Co.", "US", "analytics", suffix="countco.example")
    case.host("both", US_2)
    case.named("in.countco.example", "both")
    case.named(HOST, "both")
    case.talk(HOST, kind="tcp", port=443)
    case.talk("in.countco.example", at_s=50, kind="tcp", port=443)
    case.expect("INCONCLUSIVE")


@case(
    "firmware-from-the-vendor",
    "Updates come from a host of the vendor, and logs go to another company. "
    "Without what a claim speaks of, the log host would break a claim about firmware.",
)
def firmware(case: Case) -> None:
    about = [{"category": ["firmware"]}]
    only = [{"operator": ["Example Aero Inc."]}]
    case.about("name", "firmware-from-vendor", "Firmware comes from the vendor.", about=about, only=only)
    case.known("Example Aero Inc.", "US", "firmware")
    case.known("Count Co.", "US", "log-upload", suffix="countco.example")
    case.host("count", US_2)
    case.named("log.countco.example", "count")
    case.talk("log.countco.example")
    case.expect("PASS")


@case(
    "firmware-from-another",
    "Updates come from a host of another company. "
    "This is the plain FAIL of a claim that speaks of one kind of service.",
)
def firmware_from_another(case: Case) -> None:
    firmware(case)
    case.scenario["expect"] = []
    case.known("Count Co.", "US", "firmware", suffix="countco.example")
    case.expect("FAIL", "FAIL", "log.countco.example")


@case(
    "dns-of-the-product-s-own",
    "The phone asks a public resolver that the access network did not give. "
    "Without claims about resolvers, names asked for past the network's own would show nowhere.",
)
def own_resolver(case: Case) -> None:
    dns_only(case)
    case.host("resolver", RESOLVER)
    case.talk(RESOLVER, kind="udp", port=53)
    case.expect("FAIL", "FAIL", "AS15169/udp/53")


@case(
    "dns-of-the-network-only",
    "The phone asks the resolver that the access network gave, and nobody else. "
    "This is the plain PASS of a claim about resolvers.",
)
def given_resolver(case: Case) -> None:
    dns_only(case)
    case.expect("PASS")


def dns_only(case: Case) -> None:
    """The claim: names are asked for at the network's resolver only."""
    scope = case.claim["scope"]
    case.scenario["claims"] = [{"library": "dns-only-by-given-resolver", "id": "dns-only", "scope": scope}]
    case.known("Example Aero Inc.", "US")
