"""Cases about where and how a test is run: one region only, delivery networks, IPv6 alone, translation, proxies and capture on the phone."""

from __future__ import annotations

from tests.cases.verdicts.base_documents import Document, at
from tests.cases.verdicts.builder import CN, HOST, Case, case
from tests.cases.verdicts.control_cases import control

CDN = "104.16.132.229"
"""Cloudflare: announced from many places at once."""
WAN_IP = "3.91.7.7"
LAB = "../../../../captures/lab/mitm/mitm.jsonl"
PCAPDROID = "../../../captures/links/pcapdroid-vpn.pcapng"


def _singapore(case: Case) -> None:
    """A second cell, captured in Singapore."""
    cell = case.add_cell("sg-v1", "11:00:00", egress_region="SG")
    where = {"id": "singapore", "region": "SG", "coordinates": [1.35, 103.82]}
    case.scenario["vantage_points"].append(case.point | where)
    cell["captures"][0]["vantage_point"] = "singapore"
    case.scenario["subject"]["egress"][0]["vantage_points"].append("singapore")
    case.situation["networks"][1]["coordinates"] = [1.35, 103.82]
    case.claim["scope"]["egress_regions"] = ["US", "SG"]


@case(
    "endpoint-of-one-region-only",
    "A host in China is contacted from Singapore and is not even looked up from the United States. "
    "Without cells of other regions, a test from the US would PASS and not know what it missed.",
)
def endpoint_of_one_region_only(case: Case) -> None:
    _singapore(case)
    case.log_at(CN, networks=["sg-v1"])
    case.expect("FAIL", "FAIL", HOST)


@case(
    "delivery-network-in-front",
    "The vendor's host stands behind a delivery network that answers from many places; a round trip shows an edge nearby. "
    "Without naming who is in front, the nearest edge would pass for the place where the data end.",
)
def delivery_network_in_front(case: Case) -> None:
    case.log_at(CDN, where="us")
    case.expect("PASS")


@case(
    "delivery-network-hides-who-is-behind",
    "Data goes to a delivery network in a hello without a name, and nobody knows for whom it is delivered. "
    "Without the rule, the network's own country of control would settle who reads the data.",
)
def delivery_network_hides(case: Case) -> None:
    control(case)
    case.known("Example Aero Inc.", "US")
    case.host("edge", CDN)
    case.talk(CDN, sni="none")
    case.expect("INCONCLUSIVE")


@case(
    "ipv6-only-network",
    "The access network offers IPv6 alone, with a translator for what has IPv4 only; the data goes through it to China. "
    "Without unwrapping the translator's prefix, the whole network would be without a witness.",
)
def ipv6_only_network(case: Case) -> None:
    case.situation["devices"][0].pop("v4")
    case.network["resolver"] = "2001:db8:8::1"
    case.host("resolver", "2001:db8:8::1")
    case.point["resolvers"] = ["2001:db8:8::1"]
    case.scenario["devices"][0]["addresses"] = ["2001:db8:8::20"]
    case.cell["ip_versions"] = [6]
    case.situation["traffic"][0]["ip"] = 6
    case.log_at(CN, nat64=True, ip=6)
    case.expect("FAIL", "FAIL", HOST)


@case(
    "behind-address-translation",
    "The only tap is behind the gateway's address translation, where every device has the same address; only the subject is in the network. "
    "Without stating that, nobody could say whose a packet is, and the witness would be lost.",
)
def behind_address_translation(case: Case) -> None:
    case.network["nat_v4"] = WAN_IP
    case.point.update({"tap": "gateway-wan", "subject_only": True})
    case.claim["attribution"] = "tap"
    case.log_at(CN)
    # The phone itself is not seen here, so that no step is shown to have happened with it.
    case.expect("FAIL", "FAIL", HOST)


@case(
    "databases-refuted-by-distance",
    "Both databases put the log host in China, and it answers within three milliseconds to a tap in Virginia. "
    "Without physics, two databases that copy one another would be a wrong FAIL.",
)
def databases_refuted(case: Case) -> None:
    case.log_at(CN, where="us")
    case.expect("PASS")


@case(
    "databases-refuted-and-no-country-left",
    "Both databases put the log host in China, and it answers too soon for that; where else it may be, nobody says. "
    "Without a status of its own, a place that is known to be wrong would look like one that is only unknown.",
)
def databases_refuted_only(case: Case) -> None:
    case.situation["hosts"].append({"id": "log", "addresses": [CN], "rtt_ms": 40})
    case.named(HOST, "log")
    case.talk(HOST)
    case.expect("PASS")


def _lab(case: Case) -> None:
    """The lab's run through an intercepting proxy, as its add-on wrote it down."""
    case.copies = {"mitm.jsonl": LAB}
    case.origin = """\
Origin: SYNTHETIC. mitmproxy 11.0.2 wrote the records in a network lab of namespaces (captures/README.md, lab/mitm); no packet left it.
The app ran a fixed list of steps and wrote down what it did in `captures/lab/mitm/app.jsonl`. Licence: Apache-2.0, as the project."""
    case.scenario["subject"]["egress"][0]["vantage_points"] = ["gateway"]
    case.scenario["subject"]["product"] = "Lab app"
    case.scenario["devices"] = [{"id": "phone", "role": "phone", "addresses": ["192.168.77.2"]}]
    case.point.update({"id": "gateway", "resolvers": ["192.168.77.1"]})
    case.cell["interference"] = ["tls_interception"]
    case.cell["ip_versions"] = [4]
    case.cell["captures"] = [{"path": "mitm.jsonl", "vantage_point": "gateway", "filter": "all", "drops": 0}]
    lab: Document = {"from": "2026-11-23T08:44:28Z", "to": "2026-11-23T08:44:38Z"}
    case.step.update(lab | {"evidence": [{"contacted": "api.us.dronelab.example"}]})


@case(
    "interception",
    "An intercepting proxy opened TLS, and data goes to China; one host refused the proxy's certificate. "
    "Without the mark, what was seen under interception would stand as the product's own behaviour.",
)
def interception(case: Case) -> None:
    _lab(case)
    scope = case.claim["scope"]
    case.scenario["honey"] = [{"id": "serial", "kind": "serial", "values": ["QX0MADEUP7734"]}]
    kept: Document = {
        "id": "no-serial",
        "kind": "content",
        "text": "The serial number does not leave.",
        "data": ["serial"],
    }
    case.scenario["claims"].append(kept | {"scope": scope})
    case.expect("FAIL", "FAIL", "logs.cn.dronelab.example")
    case.scenario["expect"].append(
        {"claim": "no-serial", "as_tested": "INCONCLUSIVE", "as_asserted": "INCONCLUSIVE"}
    )


@case(
    "interception-refused-with-a-ca-of-the-system",
    "The same run, with the proxy's CA in the system's store: what refused it there is pinned. "
    "Without saying where the CA was, a refusal would be called pinning although apps distrust CAs of users anyway.",
)
def interception_pinned(case: Case) -> None:
    interception(case)
    case.cell["ca_store"] = "system"


@case(
    "pcapdroid",
    "PCAPdroid captured on the phone by a local VPN and wrote down which app sent each packet. "
    "Without knowing it, its VPN's answers would pass for round trips to servers, and nobody would know whose a packet is.",
)
def pcapdroid(case: Case) -> None:
    case.asked = {"captures": ["pcapdroid-vpn.pcapng"], "countries": ["CN"]}
    case.copies = {"pcapdroid-vpn.pcapng": PCAPDROID}
    case.origin = """\
Origin: SYNTHETIC. PCAPdroid's own writer wrote it, compiled on Linux, around datagrams of the project's lab (tests/captures/README.md).
No scenario is judged: it shows what is read. Licence: Apache-2.0, as the project."""


@case(
    "clock-skew-between-two-taps",
    "Two taps see the same login; the clock of one is three minutes ahead, and the scenario states it. "
    "Without the offset, one of the taps would have seen nothing in the step, and its silence would count.",
)
def clock_skew(case: Case) -> None:
    case.point["tap"] = "gateway-lan"
    case.scenario["vantage_points"].append(case.point | {"id": "dock-tap"})
    case.scenario["subject"]["egress"][0]["vantage_points"].append("dock-tap")
    skewed = {**case.network, "id": "dock", "clock_offset_ms": -180_000}
    case.situation["networks"].append(skewed)
    stated = {"path": "dock.pcapng", "vantage_point": "dock-tap", "clock_offset_ms": -180_000}
    case.cell["captures"].append(case.capture | stated)
    case.step.update({"from": at("10:00:20"), "to": at("10:01:20")})
    case.expect("PASS")
