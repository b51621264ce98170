"""Cases about hellos whose name cannot be believed or read."""

from __future__ import annotations

from struct import pack

from tests.cases.verdicts.base_documents import US_2, Document
from tests.cases.verdicts.builder import Case, case
from tests.cases.verdicts.name_claim_cases import only_listed
from tests.cases.verdicts.octets import down, up
from tests.support.wire_messages import extension, hello, records, server_name, vector


def _listed(case: Case, *messages: Document) -> None:
    """A claim about names, and a hello that tells none of a server that DNS named."""
    only_listed(case)
    case.host("log", US_2)
    case.named("a.skylark.example", "log")
    case.talk("a.skylark.example", kind="tcp", port=443, messages=list(messages), octets_up=0, octets_down=0)
    case.expect("INCONCLUSIVE")


@case(
    "encrypted-hello",
    "A hello is encrypted for a delivery network, and shows only the network's public name. "
    "Without the rule, the public name would be taken for the name that was asked for.",
)
def encrypted_hello(case: Case) -> None:
    outer = b"\0" + pack(">2HB", 1, 1, 7) + vector(bytes(range(32)), 2) + vector(bytes(range(200)), 2)
    message = hello(server_name(b"cloudflare-ech.com"), extension(0xFE0D, outer))
    _listed(
        case,
        up(records(message)),
        down(b"\x17\x03\x03" + vector(bytes(99), 2)),
        up(b"\x17\x03\x03" + vector(bytes(90), 2)),
    )


@case(
    "malformed-hello",
    "A hello's own lengths contradict each other, so that the name in it cannot be read. "
    "Without the rule, a name that cannot be read would count as no name that matters.",
)
def malformed_hello(case: Case) -> None:
    message = bytearray(hello(server_name(b"a.skylark.example")))
    message[4 + 2 + 32] = 200  # the session id would end behind the hello
    _listed(
        case,
        up(records(bytes(message))),
        down(b"\x17\x03\x03" + vector(bytes(99), 2)),
        up(b"\x17\x03\x03" + vector(bytes(90), 2)),
    )
