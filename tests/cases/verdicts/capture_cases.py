"""Cases about what was captured: loss, filters, gaps, clocks, files that are not what they are said to be."""

from __future__ import annotations

from copy import deepcopy

from tests.cases.verdicts.base_documents import at
from tests.cases.verdicts.builder import CN, HOST, Case, case


@case(
    "base",
    "A phone logs in at a US server, all is captured and proven; nothing is wrong. "
    "Without this case, rules that block everything would look right.",
)
def base(case: Case) -> None:
    case.expect("PASS")


@case(
    "packet-loss-counted",
    "The capturing program counted lost packets, among them the whole conversation with a Chinese server. "
    "Without the floor on loss, the claim would PASS on packets that nobody kept.",
)
def packet_loss_counted(case: Case) -> None:
    case.log_at(CN, level="syn_only", at_s=119)
    case.network["loss"] = {"share": 0.2}
    case.network["to_s"] = 119
    case.expect("INCONCLUSIVE")


@case(
    "loss-unknown",
    "Neither the file nor the scenario says whether packets were lost. "
    "Without the rule, no counter would count as no loss, and the claim would PASS.",
)
def loss_unknown(case: Case) -> None:
    case.network["loss"] = {"share": 0, "counter": "absent"}
    case.expect("INCONCLUSIVE")


@case(
    "loss-stated",
    "The file has no counter, and the scenario states lost packets. "
    "Without the rule, a stated loss would be taken for the absence of loss, and the claim would PASS.",
)
def loss_stated(case: Case) -> None:
    case.network["loss"] = {"share": 0, "counter": "absent"}
    case.capture["drops"] = 40
    case.expect("INCONCLUSIVE")


@case(
    "truncated-file",
    "The file breaks off before the conversation with a Chinese server. "
    "Without the rule, what could be read would PASS for the whole.",
)
def truncated_file(case: Case) -> None:
    case.log_at(CN, at_s=60)
    case.network["truncate_at"] = 4000
    case.expect("INCONCLUSIVE")


@case(
    "unread-link-type",
    "The frames are of a link type that is not read (USBPCAP), so not one packet is seen. "
    "Without the rule, an empty table of flows would PASS.",
)
def unread_link_type(case: Case) -> None:
    case.log_at(CN)
    case.network["link_type"] = 249
    case.expect("INCONCLUSIVE")


@case(
    "no-traffic",
    "The wrong interface was captured: it shows ARP and nothing else. "
    "Without the rule, a silent interface would PASS.",
)
def no_traffic(case: Case) -> None:
    case.situation["traffic"] = [{"kind": "arp", "device": "phone", "at_s": 30}]
    case.expect("INCONCLUSIVE")


@case(
    "filter-stated",
    "The capture kept only port 443, the data went to China by port 9000. "
    "Without the rule, a capture of some ports would PASS for all of them.",
)
def filter_stated(case: Case) -> None:
    case.log_at(CN, kind="tcp")
    case.network.update({"seen": {"ports": [443, 53]}})
    case.capture["filter"] = "port 443 or port 53"
    case.expect("INCONCLUSIVE")


@case(
    "filter-in-file-only",
    "The scenario says that all was captured, the file itself says that it was filtered. "
    "Without the rule, the author's word would stand against the file's, and the claim would PASS.",
)
def filter_in_file_only(case: Case) -> None:
    case.log_at(CN, kind="tcp")
    case.network.update({"seen": {"ports": [443, 53]}, "if_filter": "port 443 or port 53"})
    case.expect("INCONCLUSIVE")


@case(
    "filter-unknown",
    "Nothing says whether the capture was filtered. "
    "Without the rule, silence about a filter would count as none, and the claim would PASS.",
)
def filter_unknown(case: Case) -> None:
    del case.capture["filter"]
    case.expect("INCONCLUSIVE")


@case(
    "late-start",
    "Capturing begins when the login is under way, after the data went to China. "
    "Without the rule, the part that was captured would PASS for the whole step.",
)
def late_start(case: Case) -> None:
    case.log_at(CN, at_s=22)
    case.network["from_s"] = 28
    case.expect("INCONCLUSIVE")


@case(
    "early-end",
    "Capturing ends before the login does, and the data goes to China after that. "
    "Without the rule, the part that was captured would PASS for the whole step.",
)
def early_end(case: Case) -> None:
    case.log_at(CN, at_s=70)
    case.network["to_s"] = 60
    case.expect("INCONCLUSIVE")


@case(
    "gap-between-rotated-files",
    "Two files of one vantage point leave ten seconds between them, in which the data goes to China. "
    "Without the rule, the beginning of the first and the end of the second would span the gap, and the claim would PASS.",
)
def gap_between_rotated_files(case: Case) -> None:
    case.log_at(CN, at_s=50)
    case.talk("login.skylark.example", at_s=70)
    second = deepcopy(case.network)
    case.network.update({"file": "us-v1_00001.pcapng", "to_s": 45})
    case.situation["networks"].append(second | {"id": "us-v1-2", "file": "us-v1_00002.pcapng", "from_s": 55})
    case.cell["captures"] = [case.capture | {"path": f"us-v1_0000{n}.pcapng"} for n in (1, 2)]
    case.expect("INCONCLUSIVE")


@case(
    "clock-offset-stated",
    "The capturing clock is ten minutes behind, and the scenario says so. "
    "Without the offset, no packet would lie in the login, and a good test would be thrown away as INCONCLUSIVE.",
)
def clock_offset_stated(case: Case) -> None:
    case.network["clock_offset_ms"] = 600_000
    case.capture["clock_offset_ms"] = 600_000
    case.expect("PASS")


@case(
    "clock-offset-unstated",
    "The capturing clock is ten minutes behind, and nobody says so: the packets lie outside the login. "
    "Without the rule that a step must be seen, traffic of another time would prove it, and the claim would PASS.",
)
def clock_offset_unstated(case: Case) -> None:
    case.network["clock_offset_ms"] = 600_000
    case.expect("INCONCLUSIVE")


@case(
    "ipv4-only",
    "The access network offered IPv4 alone, and the claim is asserted without that bound. "
    "Without the rule, PASS as tested would stand as PASS as asserted, though IPv6 may lead elsewhere.",
)
def ipv4_only(case: Case) -> None:
    case.cell["ip_versions"] = [4]
    case.expect("PASS", "INCONCLUSIVE")


@case(
    "second-vantage-point-is-lossy",
    "A second tap saw the same phone and lost half of its packets; the first lost none. "
    "Without the rule that the worst tap counts, the whole one would hide what the other missed, and the claim would PASS.",
)
def second_vantage_point_is_lossy(case: Case) -> None:
    second = deepcopy(case.network) | {"id": "dock", "loss": {"share": 0.5}}
    case.situation["networks"].append(second)
    case.scenario["vantage_points"].append(case.point | {"id": "dock-tap", "tap": "dock"})
    case.cell["captures"].append(case.capture | {"path": "dock.pcapng", "vantage_point": "dock-tap"})
    case.expect("INCONCLUSIVE")


@case(
    "capture-of-2019",
    "The capture is of 2019, the place data are of 2026. "
    "Without the rule, an address would be judged by where it is seven years later, in either direction.",
)
def capture_of_2019(case: Case) -> None:
    case.situation["start"] = at("10:00:00").replace("2026", "2019")
    case.step.update({key: case.step[key].replace("2026", "2019") for key in ("from", "to")})
    case.log_at(CN)
    case.expect("INCONCLUSIVE")


@case(
    "capture-of-2019-cleared-by-physics",
    "The capture is of 2019, the place data are of 2026, and every server answered from nearby. "
    "Without the rule, old captures could not be judged even where no place data are needed.",
)
def capture_of_2019_nearby(case: Case) -> None:
    case.situation["start"] = at("10:00:00").replace("2026", "2019")
    case.step.update({key: case.step[key].replace("2026", "2019") for key in ("from", "to")})
    case.expect("PASS")


@case(
    "rotated-file-without-packets",
    "The second of two files that follow each other holds no packet, because the phone was quiet by then. "
    "Without judging the vantage point as a whole, a quiet file would look like a wrong interface, and nothing could PASS.",
)
def rotated_file_without_packets(case: Case) -> None:
    second = deepcopy(case.network)
    case.network.update({"file": "us-v1_00001.pcapng", "to_s": 60})
    case.situation["networks"].append(second | {"id": "us-v1-2", "file": "us-v1_00002.pcapng", "from_s": 60})
    case.cell["captures"] = [case.capture | {"path": f"us-v1_0000{n}.pcapng"} for n in (1, 2)]
    case.cell["captures"][1].update({"from": at("10:01:00"), "to": at("10:02:00")})
    case.expect("PASS")


@case(
    "two-vantage-points-one-missing-the-witness",
    "Two taps saw the phone; at one of them the data to China shows, at the other it does not. "
    "Without the rule that another vantage point never removes a witness, the quieter tap would outvote it.",
)
def two_vantage_points(case: Case) -> None:
    case.log_at(CN, networks=["us-v1"])
    case.situation["networks"].append(deepcopy(case.network) | {"id": "dock"})
    case.scenario["vantage_points"].append(case.point | {"id": "dock-tap", "tap": "dock"})
    case.cell["captures"].append(case.capture | {"path": "dock.pcapng", "vantage_point": "dock-tap"})
    case.expect("FAIL", "FAIL", HOST)


@case(
    "wrong-counter-in-the-file",
    "The file counts no lost packet, and the scenario states that forty were lost. "
    "Without taking the larger of two counts, a counter that does not count would PASS.",
)
def wrong_counter(case: Case) -> None:
    case.capture["drops"] = 40
    case.expect("INCONCLUSIVE")


@case(
    "cut-packets",
    "The capture kept the first 96 octets of each packet, enough for addresses, ports and lengths. "
    "Without counting payload by length, short packets would be no data, and the FAIL would be lost.",
)
def cut_packets(case: Case) -> None:
    case.log_at(CN)
    case.network["snaplen"] = 96
    case.step["evidence"] = [{"stated": "video 3, 00:41"}]
    case.expect("FAIL", "FAIL", "AS4812/tcp/443")


@case(
    "frames-in-gre",
    "The tap delivers packets wrapped in GRE, as remote mirrors do, and data in them goes to China. "
    "Without opening them, a mirror of everything would show only itself, and the FAIL would be lost.",
)
def frames_in_gre(case: Case) -> None:
    case.log_at(CN)
    case.network["link"] = "gre"
    case.expect("FAIL", "FAIL", HOST)


@case(
    "gre-to-an-unknown-end",
    "All packets go in GRE to an end whose place is not known, and those inside go to the United States. "
    "Without keeping the ends of a tunnel that was opened, a product could write a harmless address inside its own tunnel and PASS.",
)
def gre_to_an_unknown_end(case: Case) -> None:
    case.network["link"] = "gre"
    case.expect("INCONCLUSIVE")
