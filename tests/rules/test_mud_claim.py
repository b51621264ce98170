"""A claim made of a MUD file loads in a scenario, allows what the device may send to, and lists what it cannot tell."""

from __future__ import annotations

from typing import Any

import pytest

from harness.errors import HarnessError
from harness.model.claims import Claim, ClaimKind
from harness.model.selectors import EndpointSelector
from harness.rules.mud_claim import About, mud_claim
from harness.sources.mud_file import parse_mud
from tests.support.mud_files import WHOLE, ace, mud, octets, port, to_host
from tests.support.scenario_files import GOOD, checked

ABOUT = About(origin="drone.json", sha256="0123456789abcdef" * 4, licence="none stated", prefix="acme")


def claim_text(told: Any) -> str:
    return mud_claim(parse_mud(octets(told), "f"), ABOUT)


def loaded(text: str) -> Claim:
    """The claim as a scenario of its own has it."""
    before, _, after = GOOD.partition("claims:\n")
    limits = after[after.index("accepted_limits:") : after.index("expect:")]
    scenario, faults = checked(f"{before}{text}{limits}")
    assert [str(fault) for fault in faults] == []
    assert scenario is not None
    (claim,) = scenario.claims
    return claim


def test_a_whole_file() -> None:
    text = claim_text(WHOLE)
    claim = loaded(text)
    assert (claim.id, claim.kind) == ("acme-only-mud-hosts", ClaimKind.NAME)
    assert claim.text == "Example drone sends only to what its MUD file allows."
    assert claim.source == (
        "MUD file drone.json, sha256 0123456789abcdef, last update 2026-03-01T10:00:00+00:00, licence none stated"
    )
    assert set(claim.only) == {
        EndpointSelector(hosts=("cloud.acme.example", "log.acme.example"), ports=(443,), transports=("tcp",)),
        EndpointSelector(hosts=("cloud.acme.example",), ports=(8883,), transports=("tcp",)),
        EndpointSelector(cidrs=("203.0.113.0/24",), ports=(5000, 5001, 5002), transports=("udp",)),
    }
    told = " ".join(text.replace("# ", "").split())
    assert "Not taken: 5." in told
    for said in (
        "fr dns: controller urn:ietf:params:mud:dns: asks for controller urn:ietf:params:mud:dns, which names no host on the internet",
        "fr mine: my-controller: asks for my-controller",
        "fr kin: same-manufacturer, local-networks: asks for",
        "fr ping: ping.acme.example: is for IP protocol 1; claims know tcp and udp",
        "to push: push.acme.example: may send to the device only; nothing may be sent to it",
    ):
        assert said in told, said
    assert "back" not in told
    assert "narrower than the file" in told


def selectors(*aces: dict[str, Any]) -> tuple[EndpointSelector, ...]:
    return loaded(claim_text(mud(*aces))).only


def test_a_port_without_a_host_stands_alone() -> None:
    assert selectors(ace("ntp", udp=port(123))) == (EndpointSelector(ports=(123,), transports=("udp",)),)


def test_a_prefix_of_everything_is_no_prefix() -> None:
    found = selectors(ace("a", ipv4={"destination-ipv4-network": "0.0.0.0/0", "protocol": 6}))
    assert found == (EndpointSelector(transports=("tcp",)),)


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        (ace("x", ipv4=to_host("one")), "one label alone is too wide"),
        (ace("x", ipv4=to_host("192.0.2.1")), "is an address"),
        (ace("x", ipv4=to_host("*.acme.example")), "under 'suffix'"),
        (
            ace("x", ipv4={**to_host(), "destination-ipv4-network": "192.0.2.0/24"}),
            "several of name and prefix at once",
        ),
        (ace("x", ipv4={"destination-ipv4-network": "192.0.2/24"}), "is no prefix"),
        (ace("x", ipv4={"destination-ipv4-network": "64.0.0.0/2"}), "too wide"),
        (ace("x", ipv4=to_host(protocol=17), tcp=port(443)), "two protocols at once"),
        (ace("x", ipv4=to_host(), tcp=port(1024, operator="gte")), "is for 64,512 ports"),
        (ace("x", ipv4=to_host(), tcp=port(9, operator="lte")), "port 0"),
        (ace("x", forwarding="drop", ipv4=to_host()), "wider than the file"),
    ],
)
def test_what_no_selector_tells_is_listed(odd: dict[str, Any], why: str) -> None:
    text = claim_text(mud(ace("good", ipv4=to_host()), odd))
    assert loaded(text).only == (EndpointSelector(hosts=("cloud.acme.example",), transports=("tcp",)),)
    assert why in " ".join(text.replace("# ", "").split())


def test_a_file_that_allows_everything_or_nothing_makes_no_claim() -> None:
    with pytest.raises(HarnessError, match="allows every endpoint"):
        claim_text(mud(ace("any")))
    with pytest.raises(HarnessError, match="allows nothing that a claim can tell"):
        claim_text(mud())
    with pytest.raises(HarnessError, match="more than the 200 selectors"):
        claim_text(mud(*(ace(f"a{n}", ipv4=to_host(f"h{n}.example"), tcp=port(n + 1)) for n in range(201))))


def test_long_lists_are_parted() -> None:
    found = selectors(*(ace(f"a{n}", ipv4=to_host(f"h{n}.example")) for n in range(501)))
    assert [len(one.hosts) for one in found] == [500, 1]


def test_what_the_file_says_of_itself_is_inert() -> None:
    hostile = "x\n- id: evil\n<<: *a\u202e\x1b[2J"
    text = claim_text(
        mud(
            ace("a\n- b", ipv4=to_host()),
            ace(hostile, eth={}),
            also={"systeminfo": hostile, "mud-url": hostile},
        )
    )
    assert text.isascii()
    assert loaded(text).text.startswith("x - id: evil <<: *a")
