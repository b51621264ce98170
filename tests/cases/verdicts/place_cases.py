"""Cases about where a server is, and how far contact with it got."""

from __future__ import annotations

from tests.cases.verdicts.builder import CN, HOST, Case, case

HK = "1.36.114.27"
"""PCCW, Hong Kong: both databases say HK, operator and registration are of HK."""
CN_OR_US = "155.113.145.47"
"""One database says CN, the other US; operator and registration are of US."""
CN_OR_HK = "150.251.224.67"
"""One database says CN, the other HK."""
DE_OR_US = "129.35.194.175"
"""One database says DE, the other US."""
ONE_LOCATOR = "172.81.94.35"
"""One database says US, the other nothing."""
UNROUTED = "1.4.18.228"
"""Both databases say CN, and no AS announces it."""
ANYCAST = "8.8.8.8"
TENCENT_ABROAD = "162.62.62.84"
"""Tencent, Frankfurt: both databases say DE."""
CGNAT = "100.64.3.9"
STAND_IN = "198.18.0.77"


@case(
    "data-to-cn",
    "Application data goes to a server that both databases put in China. "
    "This is the plain FAIL: a harness that misses it proves nothing with any PASS.",
)
def data_to_cn(case: Case) -> None:
    case.log_at(CN)
    case.expect("FAIL", "FAIL", HOST)


@case(
    "syn-only-to-cn",
    "The phone tries to reach a Chinese server, and nothing answers. "
    "Without levels of contact, an attempt would be a FAIL for data, or be forgotten in a PASS.",
)
def syn_only(case: Case) -> None:
    case.log_at(CN, level="syn_only")
    case.expect("INCONCLUSIVE")


@case(
    "attempt-refutes-a-claim-of-no-contact",
    "The claim is that no contact is even attempted, and the phone attempts one. "
    "Without the claim's own level, an attempt would only be INCONCLUSIVE.",
)
def attempt_refutes(case: Case) -> None:
    case.log_at(CN, level="syn_only")
    case.claim.update({"text": "Nothing tries to reach mainland China.", "level": "attempted"})
    case.expect("FAIL", "FAIL", HOST)


@case(
    "refused-by-cn",
    "A Chinese server refuses the connection. "
    "Without levels of contact, its RST would count as an answer and so as contact with data, or the attempt would PASS.",
)
def refused(case: Case) -> None:
    case.log_at(CN, level="refused")
    case.expect("INCONCLUSIVE")


@case(
    "handshake-only-to-cn",
    "A TLS handshake with a Chinese server is completed, and no application data follows. "
    "Without the level, the octets of the handshake would be taken for data, a wrong FAIL.",
)
def handshake_only(case: Case) -> None:
    case.log_at(CN, level="handshake")
    case.expect("INCONCLUSIVE")


@case(
    "nat64-to-cn",
    "Over IPv6 the data goes to 64:ff9b::/96, behind which stands a Chinese IPv4 address. "
    "Without unwrapping, the translator's prefix has no place at all, and the FAIL would be lost.",
)
def nat64(case: Case) -> None:
    case.log_at(CN, nat64=True)
    case.expect("FAIL", "FAIL", HOST)


@case(
    "cgnat-peer",
    "The data goes to a carrier's own address, which passes it on to somebody who is not seen. "
    "Without the rule, an address without a country would be clear of China, and the claim would PASS.",
)
def cgnat(case: Case) -> None:
    case.log_at(CGNAT, where="us", kind="tcp")
    case.expect("INCONCLUSIVE")


@case(
    "dispute-that-includes-cn",
    "Of two databases one says China, the other the United States. "
    "Without candidates, a majority or the first database would decide: a wrong FAIL or a wrong PASS.",
)
def dispute_with_cn(case: Case) -> None:
    case.log_at(CN_OR_US)
    case.expect("INCONCLUSIVE")


@case(
    "dispute-without-cn",
    "Two databases disagree between Germany and the United States. "
    "Without candidates, any dispute would block a claim about China that it does not concern.",
)
def dispute_without_cn(case: Case) -> None:
    case.log_at(DE_OR_US, where="us")
    case.expect("PASS")


@case(
    "one-locator",
    "Only one database answers for the address. "
    "Without the rule, one that is wrong would decide alone, and the claim would PASS.",
)
def one_locator(case: Case) -> None:
    case.log_at(ONE_LOCATOR)
    case.expect("INCONCLUSIVE")


@case(
    "anycast",
    "The address is announced from many places at once, and databases say US. "
    "Without the rule, the seat of the operator would clear a server that may answer from anywhere.",
)
def anycast(case: Case) -> None:
    case.log_at(ANYCAST)
    case.expect("INCONCLUSIVE")


@case(
    "anycast-that-answered-from-nearby",
    "The address is announced from many places at once, and the one that answered is nearby. "
    "Without physics, nothing could ever clear an anycast address.",
)
def anycast_nearby(case: Case) -> None:
    case.log_at(ANYCAST, where="us")
    case.expect("PASS")


@case(
    "unrouted",
    "Both databases say China for an address that no AS announces. "
    "Without the rule, an answer about a block in nobody's use would be a wrong FAIL.",
)
def unrouted(case: Case) -> None:
    case.log_at(UNROUTED)
    case.expect("INCONCLUSIVE")


@case(
    "hong-kong-is-not-mainland",
    "Data goes to Hong Kong, and the claim is about mainland China alone. "
    "Without separate codes, Hong Kong would be a wrong FAIL of what the vendor said.",
)
def hong_kong(case: Case) -> None:
    case.log_at(HK, where="hk")
    case.expect("PASS")


@case(
    "hong-kong-in-the-group",
    "Data goes to Hong Kong, and the claim is about China with Hong Kong and Macau. "
    "Without named groups, the same sentence would PASS for readers who count Hong Kong in.",
)
def hong_kong_in_group(case: Case) -> None:
    case.log_at(HK, where="hk")
    _with_hong_kong(case)
    case.expect("FAIL", "FAIL", HOST)


@case(
    "cn-or-hong-kong-in-the-group",
    "One database says China, the other Hong Kong, and the claim excludes both. "
    "Without judging the group as a whole, a dispute inside it would hide the FAIL.",
)
def cn_or_hong_kong(case: Case) -> None:
    case.log_at(CN_OR_HK, where="hk")
    _with_hong_kong(case)
    case.expect("FAIL", "FAIL", HOST)


def _with_hong_kong(case: Case) -> None:
    case.claim.update({"id": "no-data-to-cn-hk-mo", "group": "china-hk-mo"})
    del case.claim["countries"]


@case(
    "chinese-operator-abroad",
    "Databases put a server of a Chinese operator in Germany. "
    "Without the rule, databases that rest on where the block was registered would clear it, and the claim would PASS.",
)
def chinese_operator_abroad(case: Case) -> None:
    case.log_at(TENCENT_ABROAD, where="de")
    case.expect("INCONCLUSIVE")


@case(
    "tunnel",
    "The phone speaks WireGuard with a server in the United States. "
    "Without the rule, the tunnel's end would PASS for the end of the data's way.",
)
def tunnel(case: Case) -> None:
    case.host("vpn", "3.208.5.77")
    case.talk("3.208.5.77", kind="udp", port=51820)
    case.expect("INCONCLUSIVE")


@case(
    "tunnel-to-cn",
    "The phone speaks WireGuard with a server in China. "
    "Without the rule that the tunnel's own server counts, a FAIL would hide behind what lies beyond it.",
)
def tunnel_to_cn(case: Case) -> None:
    case.host("vpn", CN, where="cn")
    case.talk(CN, kind="udp", port=51820)
    case.expect("FAIL", "FAIL", "AS4812/udp/51820")


@case(
    "stand-in-addresses",
    "A proxy app on the phone hands out 198.18.0.0/15 in place of real servers. "
    "Without the rule, these local addresses would be left out, and the claim would PASS.",
)
def stand_in(case: Case) -> None:
    case.log_at(STAND_IN, where="us")
    case.expect("INCONCLUSIVE")


@case(
    "ping-to-cn",
    "The phone pings a Chinese server; echo requests carry no data of the application. "
    "Without the rule, the payload of a ping would be a wrong FAIL, or the contact would be forgotten in a PASS.",
)
def ping(case: Case) -> None:
    case.host("far", CN, where="cn")
    case.talk(CN, kind="icmp")
    case.expect("INCONCLUSIVE")


@case(
    "ipv6-to-cn",
    "The data goes to China over IPv6 alone. "
    "Without places for IPv6, half of the internet would be unknown, or clear.",
)
def ipv6(case: Case) -> None:
    case.log_at("240e:3a1::5", ip=6)
    case.expect("FAIL", "FAIL", HOST)


@case(
    "documentation-address",
    "The data goes to an address that is reserved for documents and stands for a server anywhere. "
    "Without the rule, an address without a country would be clear of China, and the claim would PASS.",
)
def documentation(case: Case) -> None:
    case.log_at("198.51.100.7")
    case.expect("INCONCLUSIVE")
