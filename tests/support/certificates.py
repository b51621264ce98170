"""Certificates and first messages of TLS servers: some of OpenSSL's, others built from the standards.

OpenSSL's were made once with ``openssl req -x509`` for example names, and sent by Python's ssl module to itself in
memory. The builders share nothing with the decoders.
"""

from __future__ import annotations

from typing import Final

from tests.support.wire_messages import extension, numbers, records, vector

OPENSSL_FLIGHT: Final = bytes.fromhex(
    "160303004a0200004603033dd15bf0b96e467ecce5b4162e46a63dc24346d7e2a3f0591ae82156ad30726200c02c00001eff"
    "01000100000b000403000102002300000010000500030268320017000016030301db0b0001d70001d40001d1308201cd3082"
    "017fa00302010202147960c99f29ad2f5dde094ee9842febc4a87f9817300506032b6570303c310b30090603550406130244"
    "4531153013060355040a0c0c4578616d706c65204165726f3116301406035504030c0d436c6f75642e4578616d706c653020"
    "170d3236313132363137333631335a180f32313236313130323137333631335a303c310b3009060355040613024445311530"
    "13060355040a0c0c4578616d706c65204165726f3116301406035504030c0d436c6f75642e4578616d706c65302a30050603"
    "2b657003210061d7ea34fa0e00cc808febda7b197a95bbdeae85428e51e52133d2e308bbb73fa3819030818d301d0603551d"
    "0e041604147212cf004435fcfe6ef0096dad44a55ecf6e058b301f0603551d230418301680147212cf004435fcfe6ef0096d"
    "ad44a55ecf6e058b300f0603551d130101ff040530030101ff303a0603551d1104333031820d636c6f75642e6578616d706c"
    "65820d2a2e696f742e6578616d706c658704c0000201820b4150492e6578616d706c65300506032b657003410043c3f619a4"
    "4630537d6e15652ca6d017a6c30c8f2ce3a211f7ac306f55befd4fb63953df1d419a7395ff89cb5dcd2c7167e40d80c1a5cf"
    "fa32872e56b88ab20b160303006c0c00006803001d20b1a0fe3cdf40abf5efeac901bb4a1d844848ab12fe9baa11f7bee60c"
    "2304342208070040da885af17c2c143b2cefbf923352a8d0d359ea4212e6e71dbec22c59d25a2ffcc75b0a6a82176de461d4"
    "5b7d14d71c3da5d49ef0a8cf3dd37d2a9fd3dc5f4a0016030300040e000000"
)
"""TLS 1.2: ServerHello, Certificate, ServerKeyExchange, ServerHelloDone, each in its record."""
OPENSSL_FLIGHT_13: Final = bytes.fromhex(
    "160303007a020000760303af343faa11e3b62ca8d3e604513b1e45e9711df8712b83a01e8662b61f1bf1e3201f3c2dd7df21"
    "9c053ef40224bc3e9bca730843f7cea0341860e1fd338ef3350d130200002e002b0002030400330024001d0020491c768a7c"
    "5907148610dac1f266658d3693527589435c3ecb5b188574f810221403030001011703030020a63a"
)
"""TLS 1.3: ServerHello, then what cannot be read, cut."""
OPENSSL_CERTIFICATE: Final = bytes.fromhex(
    "308201d73082017ea0030201020214134787023519934d9fd64da63dadef9a8044b732300a06082a8648ce3d040302302d31"
    "153013060355040a0c0c4578616d706c65204165726f3114301206035504030c0b44726f6e6520436c6f75643020170d3236"
    "313132363137333631335a180f32313236313130323137333631335a302d31153013060355040a0c0c4578616d706c652041"
    "65726f3114301206035504030c0b44726f6e6520436c6f75643059301306072a8648ce3d020106082a8648ce3d0301070342"
    "000482dc377f754b0cc9634419db362fde0f29e83c25189df4f56f3b5790c0e98ee8f80c37f15a338a49d224715fda1b8ac9"
    "fd3bfb38101664f2959c67ff2d4c906ca37a3078301d0603551d0e04160414da0903d4a6083d08d1c564d03890af165004f7"
    "3a301f0603551d23041830168014da0903d4a6083d08d1c564d03890af165004f73a300f0603551d130101ff040530030101"
    "ff30250603551d11041e301c820d2a2e696f742e6578616d706c65820b696f742e6578616d706c65300a06082a8648ce3d04"
    "03020347003044022023c0f4e11cf2ab9786c60c7d64eb624301fa7017ada513baa4be8020c8592ce4022032f2de6c9ffc49"
    "2249ff2df523c56f38451f58a51f38e4d1cb7fe61812e644b2"
)
"""Its common name is no host name."""
COMMON_NAME, ORGANISATION = b"\x55\x04\x03", b"\x55\x04\x0a"
UTF8, PRINTABLE, BMP = 0x0C, 0x13, 0x1E
_ALT_NAME: Final = b"\x06\x03\x55\x1d\x11"


def tlv(tag: int, *contents: bytes) -> bytes:
    """An element in DER, its length as short as it can be."""
    content = b"".join(contents)
    size = len(content)
    if size < 128:
        return bytes((tag, size)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def attribute(kind: bytes, value: bytes, tag: int = UTF8) -> bytes:
    return tlv(0x31, tlv(0x30, tlv(6, kind), tlv(tag, value)))


def name(common: bytes | None) -> bytes:
    """A distinguished name of a common name at most."""
    return tlv(0x30, attribute(COMMON_NAME, common) if common is not None else b"")


def alternative(*names: bytes, critical: bool = False) -> bytes:
    """subjectAltName of dNSNames."""
    listed = tlv(0x30, *(tlv(0x82, text) for text in names))
    return tlv(0x30, _ALT_NAME, b"\x01\x01\xff" if critical else b"", tlv(4, listed))


def certificate(
    common: bytes | None = None,
    *names: bytes,
    issuer: bytes | None = None,
    subject: bytes | None = None,
    more: bytes = b"",
    validity: bytes | None = None,
) -> bytes:
    """A certificate with these names, and nothing in it that could be checked.

    Args:
        common: Common name of the subject.
        names: dNSNames.
        issuer, subject: Distinguished names in DER, in place of those made of common names.
        more: Extensions before subjectAltName.
        validity: In DER, in place of one without times.
    """
    algorithm = tlv(0x30, b"\x06\x03\x2b\x65\x70")
    extensions = tlv(0xA3, tlv(0x30, more, alternative(*names) if names else b"")) if names or more else b""
    signed = tlv(
        0x30,
        b"\xa0\x03\x02\x01\x02",
        tlv(2, b"\x07"),
        algorithm,
        issuer or name(b"Example CA"),
        validity or tlv(0x30),
        subject or name(common),
        tlv(0x30, algorithm, tlv(3, b"\0")),
        extensions,
    )
    return tlv(0x30, signed, algorithm, tlv(3, b"\0"))


def server_hello(*extensions: bytes, suite: int = 0xC02B, version: int = 0x0303) -> bytes:
    """A ServerHello handshake message."""
    body = numbers(version) + bytes(range(32)) + vector(bytes(4), 1) + numbers(suite) + b"\0"
    return b"\x02" + vector(body + vector(b"".join(extensions), 2), 3)


def chain(*certificates: bytes) -> bytes:
    """A Certificate handshake message (RFC 5246 §7.4.2)."""
    return b"\x0b" + vector(vector(b"".join(vector(one, 3) for one in certificates), 3), 3)


def chosen(version: int) -> bytes:
    """supported_versions of a server."""
    return extension(43, numbers(version))


def flight(*certificates: bytes) -> bytes:
    """What a server of TLS 1.2 sends first, in one record."""
    return records(server_hello() + chain(*certificates) + b"\x0e\0\0\0", version=0x0303)
