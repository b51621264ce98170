"""Cases about how a name was told: one for each means, of the same witness."""

from __future__ import annotations

from struct import pack

from tests.cases.verdicts.base_documents import Document
from tests.cases.verdicts.builder import CN, CN_2, HOST, Case, case
from tests.cases.verdicts.octets import down, up
from tests.support.datagram_vectors import DTLS_DATA, DTLS_HELLO, DTLS_HELLO_REST, DTLS_SERVER
from tests.support.quic_vectors import CLIENT_INITIAL, SERVER_INITIAL
from tests.support.stream_messages import PREFACE, RTMP_HANDSHAKE, SETTINGS, chunks, frame, rtmp_connect
from tests.support.wire_messages import vector

DOCK = "192.168.8.30"
RESOLVER = "192.168.8.1"
"""Given by the network."""


def said(case: Case, kind: str, port: int, *messages: Document, to: str = CN, at_s: float = 40) -> None:
    """A conversation with the log host's address, which nobody was asked for."""
    if to == RESOLVER:
        # Not in China, as the network's own.
        case.situation["hosts"].append({"id": "resolver", "addresses": [to], "rtt_ms": 1})
    elif all(to not in host["addresses"] for host in case.situation["hosts"]):
        case.host("log", to, where="cn")
    case.talk(to, at_s=at_s, kind=kind, port=port, messages=list(messages), octets_up=0, octets_down=0)


def answered(case: Case, answer: bytes, at_s: float = 38) -> None:
    """A question to the network's resolver and its answer, octet by octet."""
    said(case, "udp", 53, up(asked(answer)), down(answer), to=RESOLVER, at_s=at_s)


def asked(answer: bytes) -> bytes:
    """The question that an answer repeats."""
    end = answer.index(b"\0", 12) + 5
    return answer[:2] + bytes.fromhex("0000 0001 0000 0000 0000") + answer[12:end]


def dns_name(name: str) -> bytes:
    """A name as DNS writes it (RFC 1035 §3.1)."""
    return b"".join(vector(label.encode(), 1) for label in name.split(".")) + b"\0"


def dns_answer(owner: str, kind: int, data: bytes, flags: int = 0x8180) -> bytes:
    """A response with one record, whose owner is the question's name."""
    head = pack(">6H", 0x1234, flags, 1, 1, 0, 0)
    return (
        head + dns_name(owner) + pack(">2H", kind, 1) + pack(">3HIH", 0xC00C, kind, 1, 300, len(data)) + data
    )


def four(address: str) -> bytes:
    """An IPv4 address in octets."""
    return bytes(map(int, address.split(".")))


@case(
    "named-by-quic",
    "Data goes to China over QUIC, whose hello is encrypted with keys that anybody can derive. "
    "Without opening it, the finding would have no host name, and would be another one at each address.",
)
def named_by_quic(case: Case) -> None:
    short = b"\x40" + bytes(range(1, 120))
    said(case, "udp", 443, up(CLIENT_INITIAL[1]), down(SERVER_INITIAL[1]), up(short), down(short), up(short))
    case.expect("FAIL", "FAIL", "example.com")


@case(
    "named-by-dtls",
    "Data goes to China over DTLS, whose hello tells the name. "
    "Without reading it, the finding would have no host name, and would be another one at each address.",
)
def named_by_dtls(case: Case) -> None:
    hello_ = (up(DTLS_HELLO), up(DTLS_HELLO_REST), down(DTLS_SERVER))
    said(case, "udp", 5349, *hello_, up(DTLS_DATA), down(DTLS_DATA))
    case.expect("FAIL", "FAIL", "relay.camera.example")


@case(
    "named-by-http2",
    "Data goes to China in HTTP/2 without TLS, and the request's :authority tells the name. "
    "Without reading header blocks, the finding would have no host name.",
)
def named_by_http2(case: Case) -> None:
    block = b"\x83\x86\x84\x41" + vector(HOST.encode(), 1)
    body = frame(0, b"log=1" * 40, flags=1)
    said(case, "tcp", 8080, up(PREFACE + SETTINGS + frame(1, block, flags=4) + body), down(SETTINGS))
    case.expect("FAIL", "FAIL", HOST)


@case(
    "named-by-rtmp",
    "Live video goes to China by RTMP, and tcUrl of its connect command tells the name. "
    "Without reading it, the finding would have no host name.",
)
def named_by_rtmp(case: Case) -> None:
    connect = chunks(rtmp_connect(app="live", tcUrl=f"rtmp://{HOST}/live"))
    said(
        case,
        "tcp",
        1935,
        up(RTMP_HANDSHAKE[:1537]),
        down(RTMP_HANDSHAKE),
        up(RTMP_HANDSHAKE[1537:] + connect),
    )
    case.expect("FAIL", "FAIL", HOST)


@case(
    "named-by-rtsp",
    "Video goes to China by RTSP, and the request's URI tells the name. "
    "Without reading it, the finding would have no host name.",
)
def named_by_rtsp(case: Case) -> None:
    request = f"ANNOUNCE rtsp://{HOST}/live RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 4\r\n\r\nv=0\n"
    said(case, "tcp", 554, up(request.encode()), down(b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"))
    case.expect("FAIL", "FAIL", HOST)


@case(
    "named-by-sip",
    "A call is set up through a server in China, and the request's URI tells the name. "
    "Without reading it, the finding would have no host name.",
)
def named_by_sip(case: Case) -> None:
    request = f"REGISTER sip:{HOST} SIP/2.0\r\nCall-ID: 1\r\nCSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n"
    said(
        case,
        "udp",
        5060,
        up(request.encode()),
        down(b"SIP/2.0 200 OK\r\nCall-ID: 1\r\nContent-Length: 0\r\n\r\n"),
    )
    case.expect("FAIL", "FAIL", HOST)


@case(
    "named-by-alias",
    "The name asked for leads over an alias of a delivery network to China. "
    "Without keeping question and alias apart, the finding would be called after whoever delivers.",
)
def named_by_alias(case: Case) -> None:
    case.log_at(CN, kind="tcp")
    case.situation["names"][-1]["cname"] = ["edge.cdn.example"]
    case.expect("FAIL", "FAIL", HOST)


@case(
    "named-by-httpdns",
    "The app asks a lookup service over HTTP, past every resolver, and contacts the address that it is told. "
    "Without reading the answer, the finding would have no host name; and the service in China is a witness by itself.",
)
def named_by_httpdns(case: Case) -> None:
    case.host("httpdns", CN_2, where="cn")
    request: Document = {"way": "up", "start": f"GET /d?dn={HOST} HTTP/1.1"}
    answer: Document = {"way": "down", "start": "HTTP/1.1 200 OK", "text": f"{CN};{CN}"}
    said(case, "http", 80, request, answer, to=CN_2, at_s=36)
    case.host("log", CN, where="cn")
    case.talk(CN, kind="tcp", at_s=40)
    case.expect("FAIL", "FAIL", "AS4812/tcp/80", HOST)


@case(
    "named-by-hint",
    "An HTTPS record advises an address in China, and the phone contacts it without asking for one. "
    "Without the hint, the finding would have no host name at all.",
)
def named_by_hint(case: Case) -> None:
    hint = pack(">2H", 4, 4) + four(CN)
    answered(case, dns_answer(HOST, 65, pack(">H", 1) + b"\0" + hint))
    case.host("log", CN, where="cn")
    case.talk(CN, kind="tcp")
    case.expect("FAIL", "FAIL", HOST)


@case(
    "named-by-reverse-lookup",
    "Only a reverse lookup tells what the holder calls the address in China. "
    "Without telling hearsay apart, the holder's word would name the finding as if the product had asked for it.",
)
def named_by_reverse_lookup(case: Case) -> None:
    reverse = ".".join(reversed(CN.split("."))) + ".in-addr.arpa"
    answered(case, dns_answer(reverse, 12, dns_name("host7.carrier.example")))
    case.host("log", CN, where="cn")
    case.talk(CN, kind="tcp")
    case.expect("FAIL", "FAIL", "AS4812/tcp/9000")


def _local(case: Case, port: int, flags: int) -> None:
    """A dock on the local link is asked for its name's address and answers; then data goes to China."""
    answer = dns_answer("dock.local", 1, four(DOCK), flags)
    case.situation["hosts"].append({"id": "dock", "addresses": [DOCK], "rtt_ms": 1})
    said(case, "udp", port, up(asked(answer)), down(answer), to=DOCK, at_s=36)
    case.log_at(CN)
    case.expect("FAIL", "FAIL", HOST)


@case(
    "named-by-mdns",
    "A dock says its own name on the local link by multicast DNS, and data goes to China. "
    "Without telling hearsay apart, local names would stand beside what servers are called.",
)
def named_by_mdns(case: Case) -> None:
    _local(case, 5353, 0x8400)


@case(
    "named-by-llmnr",
    "A dock says its own name on the local link by LLMNR, and data goes to China. "
    "Without telling hearsay apart, local names would stand beside what servers are called.",
)
def named_by_llmnr(case: Case) -> None:
    _local(case, 5355, 0x8000)


@case(
    "named-by-certificate-and-keys",
    "Data goes to China in TLS 1.2 with a hello that names nobody; the certificate does, and the key log opens the request. "
    "Without both, only an address would be known, and what was sent to it not at all.",
)
def named_by_certificate_and_keys(case: Case) -> None:
    request: Document = {"way": "up", "start": "POST /log HTTP/1.1", "text": "log=1"}
    answer: Document = {"way": "down", "start": "HTTP/1.1 200 OK", "text": "ok"}
    case.host("log", CN, where="cn")
    case.named(HOST, "log")
    case.talk(HOST, messages=[request, answer], tls_version="1.2", octets_up=0, octets_down=0)
    case.capture["keylog"] = "us-v1.keys"
    case.expect("FAIL", "FAIL", HOST)


@case(
    "named-by-the-file",
    "The program that wrote the capture put names of addresses into it. "
    "Without telling hearsay apart, a word of the capturing program would name a finding.",
)
def named_by_the_file(case: Case) -> None:
    case.asked = {"captures": ["named.pcapng"], "countries": ["CN"]}
    case.origin = """\
Origin: SYNTHETIC. tshark 4.0.17 wrote it of `../data-to-cn/us-v1.pcapng`, with the names of `names.txt` in a block of its own:
`tshark -P -Nn -H names.txt -r ../data-to-cn/us-v1.pcapng -W n -w named.pcapng`.
No scenario is judged: it shows what is read. Licence: Apache-2.0, as the project."""
    case.files = {"names.txt": f"{CN} the-log-host.example\n"}


@case(
    "named-by-the-tester",
    "The tester gives names to addresses in a file of their own. "
    "Without telling hearsay apart, what a tester calls an address would be taken for what the product asked for.",
)
def named_by_the_tester(case: Case) -> None:
    case.asked = {
        "captures": ["us-v1.pcapng"],
        "countries": ["CN"],
        "hosts": ["names.txt"],
        "devices": ["192.168.8.20"],
    }
    case.copies = {"us-v1.pcapng": "../no-name/us-v1.pcapng"}
    case.files = {"names.txt": f"{CN} shanghai-log # as we call it\n"}
    case.origin = "Origin: SYNTHETIC, forged for the case it is a copy of. No scenario is judged. Licence: Apache-2.0, as the project."
