"""What hides names and content, kind by kind, each in one flow; sums are in test_hidden_sums."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.protocols import TUNNELS, Protocol
from harness.reports.terminal_obscured import obscured_lines
from harness.stages.hiding import BITS
from tests.support.tables import flow, name
from tests.support.told import (
    Seen,
    failure,
    hello,
    keys,
    kinds,
    protocol,
    request,
    session,
    target,
    traits_and_obscured,
    unread,
)

Row = dict[str, Any]
NAMED = name("a.example")
ECH = hello(ech=True)
RESOLVER = {"198.51.100.7": "dns"}
CLEAR = protocol("mqtt")
ASKED = flow(flow_id=9, server_ip="192.168.1.1", port=53, transport="udp", up=40)


def of(*, of_flow: Row | None = None, **given: Any) -> list[str]:
    """Kinds of a named flow in which MQTT is spoken in clear, but for what is given."""
    seen: dict[str, Any] = {"names": [NAMED], "protocols": [CLEAR]} | given
    return kinds(Seen(flows=[flow(up=100) | (of_flow or {})], **seen))


def test_a_named_flow_in_clear_hides_nothing() -> None:
    assert of() == []


def test_without_a_name_or_with_hearsay_only_there_is_no_name() -> None:
    assert of(names=[]) == ["no_name"]
    assert of(names=[name("a.example", "capture_nrb", flow_id=None, server_port=None)]) == ["no_name"]
    assert of(names=[name("a.example", "dns")]) == []


def test_content_in_tls_is_not_decoded_and_a_hello_without_a_name_is_told() -> None:
    assert of(hellos=[hello()], protocols=[]) == ["undecoded"]
    assert of(hellos=[hello(None)], protocols=[]) == ["no_sni", "undecoded"]


def test_a_hello_that_is_cut_or_cannot_be_decoded_is_malformed_and_not_nameless() -> None:
    assert of(hellos=[hello(None, complete=False)], protocols=[]) == ["malformed_hello", "undecoded"]
    assert of(protocols=[protocol("tls", "malformed", "bad_length")]) == ["malformed_hello", "undecoded"]


def test_what_is_sealed_is_not_decoded_though_something_in_clear_came_before() -> None:
    assert of(protocols=[protocol("stun")], hellos=[hello(transport="dtls")]) == ["undecoded"]
    assert (
        of(protocols=[protocol("stun")], of_flow={"transport": "udp"}, names=[name("a.example", "dns")]) == []
    )


@pytest.mark.parametrize("word", sorted(word.value for word in TUNNELS))
def test_tunnels_by_what_is_spoken(word: str) -> None:
    assert of(protocols=[protocol(word)]) == ["tunnel", "undecoded"]


@pytest.mark.parametrize("given", [
    {"server_port": 1194}, {"server_port": 1080}, {"transport": "gre", "server_port": None}, {"transport": "esp", "server_port": None},
])  # fmt: skip
def test_tunnels_by_port_or_transport(given: Row) -> None:
    assert of(of_flow=given, names=[name("a.example", "dns")]) == ["tunnel"]
    assert (
        of(of_flow=given | {"payload_octets_up": 0, "contact": "connected"}, names=[name("a.example", "dns")])
        == []
    )


def test_flows_without_ports_are_no_tunnels_by_port() -> None:
    given = {"transport": "icmp", "server_port": None, "client_port": None}
    assert of(of_flow=given, names=[name("a.example", "dns", flow_id=8)], protocols=[]) == ["undecoded"]


def test_data_of_which_a_record_does_not_say_how_much_counts() -> None:
    uncounted = {"payload_octets_up": 0, "contact": "data"}
    assert of(of_flow=uncounted, protocols=[]) == ["undecoded"]
    assert "tunnel" in of(of_flow=uncounted | {"server_port": 1194})
    assert "encrypted_dns" in of(of_flow=uncounted | {"server_port": 853})


def test_an_opaque_flow_says_so() -> None:
    assert of(protocols=[protocol("opaque")]) == ["opaque", "undecoded"]


@pytest.mark.parametrize("more", [
    {"requests": [request("keylog")]}, {"requests": [request("proxy")]}, {"requests": [request("har")]}, {"sessions": [session()]},
])  # fmt: skip
def test_what_a_key_or_a_proxy_opened_is_decoded(more: Row) -> None:
    assert of(hellos=[hello()], protocols=[], **more) == []


@pytest.mark.parametrize("more", [
    {"requests": [request("clear")]}, {"requests": [request("keylog", None)]}, {"requests": [request("keylog", 8)]},
    {"sessions": [session(messages=0)]}, {"sessions": [session(opened=False)]},
])  # fmt: skip
def test_nothing_else_is(more: Row) -> None:
    assert of(hellos=[hello()], protocols=[], **more) == ["undecoded"]


@pytest.mark.parametrize(("given", "wanted"), [
    ({}, ["ca_not_accepted"]), ({"ca_in_system_store": False}, ["ca_not_accepted"]), ({"ca_in_system_store": True}, ["pinned"]),
    ({"reason": "closed_without_data"}, ["ca_not_accepted"]), ({"reason": "handshake_failed"}, []),
    ({"reason": "handshake_failed", "ca_in_system_store": True}, []), ({"flow_id": None}, []),
])  # fmt: skip
def test_a_refusal_is_pinned_only_where_the_ca_was_in_the_system_s_store(
    given: Row, wanted: list[str]
) -> None:
    assert of(failures=[failure(**given), failure(**given)]) == wanted


def test_what_was_searched_and_not_all_read_is_not_decoded_though_it_was_opened() -> None:
    assert of(unread=[unread()]) == ["undecoded"]
    assert of(unread=[unread()], requests=[request("keylog")], hellos=[hello()]) == ["undecoded"]
    assert of(unread=[unread(None), unread(8)]) == []


def test_nothing_is_hidden_where_no_payload_went() -> None:
    assert of(of_flow={"payload_octets_up": 0, "contact": "connected"}, protocols=[]) == []


def test_a_proxy_hides_the_name_and_hands_content_on() -> None:
    assert of(protocols=[target()]) == ["no_name", "tunnel", "undecoded"]
    plain = protocol("http", "absolute_form", "cloud.example:80")
    assert of(protocols=[plain], names=[name("cloud.example", "http_host")]) == ["no_name", "tunnel"]


def test_a_request_in_absolute_form_to_the_origin_hides_nothing() -> None:
    told = [protocol("http", "absolute_form", "a.example:80")]
    host = name("a.example", "http_host")
    assert of(protocols=told, names=[host, name("a.example", "dns")]) == []


class TestEncryptedHello:
    """An encrypted_client_hello extension counts where something speaks against GREASE."""

    def test_alone_it_is_taken_for_grease(self) -> None:
        assert of(hellos=[ECH]) == ["undecoded"]

    def test_it_may_be_real_where_its_client_had_keys(self) -> None:
        seen = Seen(flows=[flow(up=100), ASKED], hellos=[ECH], names=[NAMED], services=[keys(9)])
        assert kinds(seen) == ["ech", "undecoded"]

    def test_a_record_without_keys_gives_none(self) -> None:
        seen = Seen(flows=[flow(up=100), ASKED], hellos=[ECH], names=[NAMED], services=[keys(9, ech=False)])
        assert kinds(seen) == ["undecoded"]

    @pytest.mark.parametrize("over", [
        {"server_ip": "203.0.113.9", "server_port": 853}, {"server_ip": "192.168.1.1", "server_port": 853},
    ])  # fmt: skip
    def test_it_may_be_real_where_its_client_asked_for_names_unseen(self, over: Row) -> None:
        seen = Seen(flows=[flow(up=100), flow(flow_id=9, up=40) | over], hellos=[ECH], names=[NAMED])
        assert "ech" in kinds(seen)

    def test_the_lookups_of_another_client_say_nothing(self) -> None:
        over = flow(flow_id=9, up=40, server_ip="203.0.113.9", port=853, client_ip="192.168.1.21")
        seen = Seen(
            flows=[flow(up=100), over], hellos=[ECH], names=[NAMED], services=[keys(client_ip="192.168.1.21")]
        )
        assert "ech" not in kinds(seen)

    def test_what_a_device_asked_over_ipv4_holds_for_its_ipv6(self) -> None:
        mac, server = "02:00:00:00:00:01", "2001:db8:7::1"
        talk = flow(up=100, client_ip="2001:db8::20", server_ip=server, client_mac=mac)
        told = name("a.example", client_ip="2001:db8::20", server_ip=server)
        for other, wanted in ((mac, True), ("02:00:00:00:00:02", False)):
            over = flow(flow_id=9, up=40, server_ip="203.0.113.9", port=853, client_mac=other)
            assert ("ech" in kinds(Seen(flows=[talk, over], hellos=[ECH], names=[told]))) is wanted

    def test_an_outer_name_that_stands_for_others_tells(self) -> None:
        assert of(hellos=[hello("cloudflare-ech.com", ech=True)]) == ["ech", "undecoded"]
        assert of(hellos=[hello("cloudflare-ech.com")]) == ["undecoded"]

    def test_where_the_sides_are_not_known_neither_is_whose_lookups_count(self) -> None:
        seen = Seen(flows=[flow(up=100, client_ip="203.0.113.9", remote="unknown")], hellos=[ECH])
        assert "ech" in kinds(seen)


class TestLookupsUnseen:
    """Encrypted DNS and HTTPDNS: by port, ALPN, content and what the catalogue knows of the address."""

    @pytest.mark.parametrize("transport", ["tcp", "udp"])
    def test_by_port(self, transport: str) -> None:
        given = {"server_port": 853, "transport": transport}
        assert "encrypted_dns" in of(of_flow=given)
        assert "encrypted_dns" not in of(of_flow=given | {"payload_octets_up": 0, "contact": "connected"})

    @pytest.mark.parametrize(("alpn", "wanted"), [(["dot"], True), (["h3", "doq"], True), (["h2"], False)])
    def test_by_alpn(self, alpn: list[str], *, wanted: bool) -> None:
        assert ("encrypted_dns" in of(hellos=[hello(alpn=alpn)])) is wanted

    def test_a_hello_to_a_known_resolver_and_octets_to_its_port_443_that_began_before(self) -> None:
        assert "encrypted_dns" in of(hellos=[hello()], resolvers=RESOLVER, of_flow={"server_port": 8443})
        assert "encrypted_dns" in of(resolvers=RESOLVER)
        assert "encrypted_dns" not in of(resolvers=RESOLVER, of_flow={"server_port": 53})
        assert "encrypted_dns" not in of(resolvers=RESOLVER, of_flow={"server_port": 123, "transport": "udp"})

    def test_another_service_beside_the_resolver_is_none(self) -> None:
        site = hello("www.vendor.example")
        seen: dict[str, Any] = {"resolvers": RESOLVER, "other_names": ["www.vendor.example"]}
        assert "encrypted_dns" not in of(hellos=[site], **seen)
        assert "encrypted_dns" in of(hellos=[hello("dns.vendor.example")], **seen)
        assert "encrypted_dns" in of(hellos=[site, hello("dns.vendor.example")], **seen)
        assert "encrypted_dns" in of(hellos=[hello(None)], **seen)

    def test_httpdns_by_content_and_by_address_but_not_on_port_53(self) -> None:
        assert of(protocols=[protocol("httpdns", "question", "a.example")]) == ["httpdns"]
        known = {"198.51.100.7": "httpdns"}
        assert "httpdns" in of(resolvers=known)
        assert "httpdns" not in of(resolvers=known, of_flow={"server_port": 53, "transport": "udp"})
        assert "httpdns" not in of(resolvers=known, of_flow={"server_port": None, "transport": "icmp"})

    def test_a_resolver_without_a_port_or_payload_is_asked_nothing(self) -> None:
        assert (
            of(
                resolvers=RESOLVER,
                of_flow={"server_port": None, "transport": "icmp"},
                names=[name("a", "dns")],
            )
            == []
        )
        assert "encrypted_dns" not in of(
            resolvers=RESOLVER, of_flow={"payload_octets_up": 0, "contact": "connected"}
        )


class TestLocal:
    """Flows within the local network hide nothing, unless they lead on."""

    @pytest.mark.parametrize(("given", "more", "wanted"), [
        ({}, {"protocols": []}, []),
        ({}, {"protocols": [protocol("socks", "target", "a.example:443")]}, ["no_name", "tunnel", "undecoded"]),
        ({}, {"protocols": [target()]}, ["no_name", "tunnel", "undecoded"]),
        ({"server_port": 1080}, {"protocols": []}, ["no_name", "tunnel", "undecoded"]),
        ({"server_ip": "198.18.0.5"}, {"hellos": [hello()]}, ["no_name", "tunnel", "undecoded"]),
        ({"server_ip": "240.0.0.5"}, {}, ["no_name", "tunnel", "undecoded"]),
        ({"server_port": 853}, {}, ["no_name", "encrypted_dns", "undecoded"]),
    ])  # fmt: skip
    def test_local(self, given: Row, more: Row, wanted: list[str]) -> None:
        talk = flow(up=100, server_ip="192.168.1.5") | given
        assert kinds(Seen(flows=[talk], **more)) == wanted


def test_a_protocol_is_either_in_clear_or_sealed_by_what_it_carries() -> None:
    sealed = {word for word in Protocol if "undecoded" in of(protocols=[protocol(word.value)])}
    assert sealed == {
        Protocol.TLS, Protocol.QUIC, Protocol.DTLS, Protocol.MQTTS, Protocol.DOT, Protocol.DOH, Protocol.OPAQUE, *TUNNELS,
    }  # fmt: skip


def test_each_kind_has_its_own_bit_below_the_one_that_counts_flows() -> None:
    assert sorted(BITS.values()) == [1 << number for number in range(len(BITS))]
    assert len(BITS) < 15


def test_every_kind_has_words_in_the_report() -> None:
    _, row = traits_and_obscured(Seen(flows=[flow(up=1)]))
    for kind in BITS:
        lines = list(
            obscured_lines(
                row.head(1).with_columns(kind=row["kind"].head(1).replace(row["kind"][0], kind.value)), 80
            )
        )
        assert len(lines) > 2
