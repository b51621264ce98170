"""Cases about resolvers: who chose them, and what is asked of them."""

from __future__ import annotations

from tests.cases.verdicts.builder import CN_2, CN_3, Case, case


@case(
    "resolver-given-in-cn",
    "The access network gave a Chinese resolver, and the phone asks it. "
    "Without telling given from chosen, every phone on such a network would be a wrong FAIL.",
)
def resolver_given(case: Case) -> None:
    _chinese_resolver(case)
    case.point["resolvers"] = [CN_3]
    case.expect("PASS")


@case(
    "resolver-hard-coded-in-cn",
    "The network gave its own resolver, and the phone asks a Chinese one all the same. "
    "Without telling chosen from given, names of every host that the product asks for would go to China and PASS.",
)
def resolver_hard_coded(case: Case) -> None:
    _chinese_resolver(case)
    case.expect("FAIL", "FAIL", "AS4812/udp/53")


@case(
    "resolver-not-stated",
    "The phone asks a Chinese resolver, and nobody says which one the network gave. "
    "Without the rule, a guess would make it a wrong FAIL or a wrong PASS.",
)
def resolver_not_stated(case: Case) -> None:
    _chinese_resolver(case)
    del case.point["resolvers"]
    case.expect("INCONCLUSIVE")


def _chinese_resolver(case: Case) -> None:
    case.host("resolver", CN_3, where="cn")
    for traffic in case.situation["traffic"]:
        traffic["resolver"] = CN_3


@case(
    "httpdns-to-cn",
    "The app asks for names over HTTP at a Chinese address, beside the resolver that the network gave. "
    "Without counting it as data, a question by HTTPDNS would pass for DNS that nobody chose.",
)
def httpdns(case: Case) -> None:
    case.host("httpdns", CN_2, where="cn")
    http = {"host": CN_2, "path": "/d?host=api.skylark.example"}
    case.talk(CN_2, kind="http", http=http, octets_up=0)
    case.expect("FAIL", "FAIL", "AS4812/tcp/80")


@case(
    "chosen-resolver-over-tls",
    "The phone asks a Chinese resolver by DNS over TLS, which no access network gave. "
    "Without the rule for port 853, encrypted questions would pass for the network's own DNS.",
)
def resolver_over_tls(case: Case) -> None:
    case.host("resolver", CN_3, where="cn")
    case.talk(CN_3, port=853)
    case.expect("FAIL", "FAIL", "AS4812/tcp/853")
