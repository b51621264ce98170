"""ECHConfigLists: published ones of other implementations, and what makes a list malformed.

RFC 9849 and RFC 9848 have no octets of a list to test against. These are from the tests of Go's crypto/tls
(``ech_test.go``) and of rustls (``ech_test.rs``), which agree with each other.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.wire.ech import MAX_CONFIGS, EchConfig, read_configs
from tests.support.ech import config, config_list

X25519, P256 = 0x0020, 0x0010
CLOUDFLARE = bytes.fromhex(
    "0045fe0d0041590020002092a01233db2218518ccbbbbc24df20686af417b37388de6460e94011974777090004000100010012"
    "636c6f7564666c6172652d6563682e636f6d0000"
)
"""Go: one config, as Cloudflare published it."""
LOCALHOST = bytes.fromhex(
    "0040fe0d003c0000200020" "31a08272577ea20e57c5466a84fa1a363f15c4d042123df514258282cba4fc57"
    "00080001000100010003" "80" "096c6f63616c686f7374" "0000"
)  # fmt: skip
"""rustls: number 0, names of up to 128 octets."""
THREE = bytes.fromhex(
    "0105badd00050504030201fe0d0066000010004104e62b69e2bf659f97be2f1e0d948a4cd5976bb7a91e0d46fbdda9a91e9ddcba5a"
    "01e7d697a80a18f9c3c4a31e56e27c8348db161a1cf51d7ef1942d4bcf7222c1000c000100010001000200010003400e7075626c69"
    "632e6578616d706c650000fe0d003d00002000207d661615730214aeee70533366f36a609ead65c0c208e62322346ab5bcd8de1c00"
    "0411112222400e7075626c69632e6578616d706c650000fe0d004d000020002085bd6a03277c25427b52e269e0c77a8eb524ba1eb3"
    "d2f132662d4b0ac6cb7357000c000100010001000200010003400e7075626c69632e6578616d706c650008aaaa000474657374"
)
"""Go and rustls: behind a config of version 0xbadd one for P-256, one with cipher suites that nobody knows, one with an
extension."""


def test_published_lists() -> None:
    assert read_configs(CLOUDFLARE) == (EchConfig(0x59, X25519, 32, 0, "cloudflare-ech.com"),)
    assert read_configs(LOCALHOST) == (EchConfig(0, X25519, 32, 128, "localhost"),)
    assert read_configs(THREE) == (
        EchConfig(0, P256, 65, 64, "public.example"),
        EchConfig(0, X25519, 32, 64, "public.example"),
        EchConfig(0, X25519, 32, 64, "public.example"),
    )


@pytest.mark.parametrize("data", [CLOUDFLARE, LOCALHOST, THREE])
def test_a_list_cut_anywhere_or_followed_by_more_is_malformed(data: bytes) -> None:
    for wrong in (*(data[:length] for length in range(len(data))), data + b"\0"):
        found = read_configs(wrong)
        assert isinstance(found, Malformed)
        assert found.reason is Reason.BAD_LENGTH
        assert 0 <= found.offset <= len(wrong)


configs = st.tuples(
    st.integers(0, 255), st.integers(0, 0xFFFF), st.binary(min_size=1, max_size=70), st.integers(0, 255),
    st.text("abc-.", min_size=1, max_size=60),
)  # fmt: skip


@given(st.lists(configs, min_size=1, max_size=20))
def test_what_was_written_is_read(written: list[tuple[int, int, bytes, int, str]]) -> None:
    data = config_list(
        *(
            config(number, name.encode(), kem=kem, key=key, most=most)
            for number, kem, key, most, name in written
        )
    )
    assert read_configs(data) == tuple(
        EchConfig(number, kem, len(key), most, name.removesuffix(".") if len(name) > 1 else name)
        for number, kem, key, most, name in written[:MAX_CONFIGS]
    )


@pytest.mark.parametrize(
    "config_octets",
    [
        config(1, b"a.example", key=b""),
        config(1, b"a.example", suites=b""),
        config(1, b"a.example", suites=b"\0\1\0"),
        config(1, b""),
        config(1, b"a.example") + b"\0",
        b"\xfe\x0d\0\0",
        b"\xfe\x0d\xff\xff",
    ],
)
def test_contents_that_contradict_themselves(config_octets: bytes) -> None:
    assert isinstance(read_configs(config_list(config(2, b"b.example"), config_octets)), Malformed)


def test_nothing_and_no_known_version() -> None:
    assert isinstance(read_configs(b""), Malformed)
    assert isinstance(read_configs(b"\0\0"), Malformed)
    assert read_configs(config_list(b"\xfe\x0a\0\1x")) == ()


def test_an_empty_list_that_claims_to_be_longer_ends() -> None:
    """Lengths that wrap in sixteen bits made others loop."""
    data = bytearray(65_538)
    data[4:6] = b"\xff\xfc"
    assert isinstance(read_configs(bytes(data)), Malformed)


def test_names_are_in_the_form_of_names() -> None:
    found = read_configs(config_list(config(1, b"Public.EXAMPLE.\x00")))
    assert not isinstance(found, Malformed)
    assert found[0].public_name == "public.example.\\000"
