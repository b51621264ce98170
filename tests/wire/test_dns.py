"""DNS answers: messages built by hand, and RFC 1035's traps; a second opinion is in tests/fuzz."""

from __future__ import annotations

from itertools import pairwise
from socket import AF_INET6, inet_ntop

import pytest

from harness.model.facts import NameFact
from harness.model.malformed import Malformed, Reason
from harness.wire.dns import MAX_FACTS, NO_ANSWERS, DnsAnswers, decode_answers, is_response

QUESTION = bytes.fromhex("03777777 076578616d706c65 03636f6d 00 0001 0001")  # www.example.com A IN, at 12
WWW = "www.example.com"
POINTER = bytes.fromhex("c00c")  # to the question's name


def header(
    questions: int = 1, answers: int = 0, authorities: int = 0, additionals: int = 0, flags: int = 0x8180
) -> bytes:
    counts = (questions, answers, authorities, additionals)
    return b"\x12\x34" + flags.to_bytes(2, "big") + b"".join(count.to_bytes(2, "big") for count in counts)


def record(owner: bytes, kind: int, ttl_s: int, content: bytes, class_: int = 1) -> bytes:
    fields = kind.to_bytes(2, "big") + class_.to_bytes(2, "big") + ttl_s.to_bytes(4, "big")
    return owner + fields + len(content).to_bytes(2, "big") + content


def wire_name(text: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in text.split(".")) + b"\x00"


def address(owner: bytes, last: int, ttl_s: int = 300) -> bytes:
    return record(owner, 1, ttl_s, bytes([192, 0, 2, last]))


def answers(data: bytes) -> tuple[NameFact, ...]:
    decoded = decode_answers(data)
    assert isinstance(decoded, DnsAnswers)
    return decoded.answers


def malformed(data: bytes) -> Malformed:
    decoded = decode_answers(data)
    assert isinstance(decoded, Malformed)
    return decoded


def test_golden_answer_in_hex() -> None:
    data = bytes.fromhex(
        "1a2b 8180 0001 0001 0000 0000"  # id, response recursion desired and available, one question, one answer
        "03777777 076578616d706c65 03636f6d 00 0001 0001"  # www.example.com, A, IN
        "c00c 0001 0001 0000012c 0004 c0000201"  # pointer to 12, A, IN, 300 s, 192.0.2.1
    )
    assert decode_answers(data) == DnsAnswers((NameFact(WWW, "192.0.2.1", "dns", 300, True),), True)


def test_query_and_empty_response_say_nothing() -> None:
    assert decode_answers(header(flags=0x0100) + QUESTION) is NO_ANSWERS
    assert decode_answers(header(flags=0x8183) + QUESTION) == NO_ANSWERS


def test_is_response_reads_the_qr_bit() -> None:
    assert is_response(header())
    assert not is_response(header(flags=0x0100))
    assert not is_response(header()[:11])


def test_chain_of_aliases_gives_question_and_every_alias_with_the_least_ttl() -> None:
    edge = wire_name("edge.cdn.example")
    last = wire_name("x1.cdn.example")
    data = (
        header(answers=3)
        + QUESTION
        + record(POINTER, 5, 300, edge)
        + record(edge, 5, 20, last)
        + address(last, 7, ttl_s=60)
    )
    assert answers(data) == (
        NameFact(WWW, "192.0.2.7", "dns", 20, True),
        NameFact("edge.cdn.example", "192.0.2.7", "dns_cname", 20, True),
        NameFact("x1.cdn.example", "192.0.2.7", "dns_cname", 20, True),
    )


def test_address_half_way_along_a_chain_gives_only_the_names_up_to_it() -> None:
    data = (
        header(answers=3)
        + QUESTION
        + record(POINTER, 5, 50, wire_name("a.example"))
        + record(wire_name("a.example"), 5, 5, wire_name("b.example"))
        + address(wire_name("a.example"), 1)
    )
    assert answers(data) == (
        NameFact(WWW, "192.0.2.1", "dns", 50, True),
        NameFact("a.example", "192.0.2.1", "dns_cname", 50, True),
    )


def test_records_in_any_order_and_section_count() -> None:
    alias = record(POINTER, 5, 300, wire_name("a.example"))
    data = header(answers=1, authorities=1, additionals=1) + QUESTION
    data += (
        address(wire_name("a.example"), 1, 30)
        + alias
        + record(wire_name("a.example"), 28, 40, bytes(15) + b"\x01")
    )
    assert [(fact.name, fact.address, fact.ttl_s) for fact in answers(data)] == [
        (WWW, "192.0.2.1", 30),
        ("a.example", "192.0.2.1", 30),
        (WWW, "::1", 40),
        ("a.example", "::1", 40),
    ]


def test_glue_is_told_apart() -> None:
    data = (
        header(answers=1, additionals=1)
        + QUESTION
        + address(POINTER, 1)
        + address(wire_name("ns.example"), 2)
    )
    assert answers(data)[1] == NameFact("ns.example", "192.0.2.2", "dns", 300, False)


def test_loop_of_aliases_ends() -> None:
    a, b = wire_name("a.example"), wire_name("b.example")
    data = (
        header(answers=4)
        + QUESTION
        + record(POINTER, 5, 9, a)
        + record(a, 5, 9, b)
        + record(b, 5, 9, a)
        + address(b, 1)
    )
    assert [fact.name for fact in answers(data)] == [WWW, "a.example", "b.example"]


def test_names_are_matched_without_case() -> None:
    data = header(answers=1) + QUESTION + address(wire_name("WWW.Example.COM"), 1)
    assert answers(data) == (NameFact(WWW, "192.0.2.1", "dns", 300, True),)


def test_two_questions_with_one_name_are_one() -> None:
    data = header(questions=2, answers=1) + QUESTION + QUESTION + address(POINTER, 1)
    assert len(answers(data)) == 1


def test_two_questions_that_lead_to_one_address_are_two_names() -> None:
    second = wire_name("b.example") + bytes.fromhex("00010001")
    data = header(questions=2, answers=2) + QUESTION + second
    data += record(wire_name("b.example"), 5, 8, POINTER) + address(POINTER, 1, 9)
    assert answers(data) == (
        NameFact(WWW, "192.0.2.1", "dns", 9, True),
        NameFact("b.example", "192.0.2.1", "dns", 8, True),
        NameFact(WWW, "192.0.2.1", "dns_cname", 8, True),
    )


def test_other_types_and_classes_are_stepped_over() -> None:
    data = header(answers=3, additionals=1) + QUESTION
    data += record(POINTER, 65, 300, b"anything") + record(POINTER, 1, 300, b"abcd", class_=3)
    data += address(POINTER, 1) + record(b"\x00", 41, 0x8000, b"", class_=1232)  # OPT (RFC 6891 §6.1.2)
    assert [fact.address for fact in answers(data)] == ["192.0.2.1"]


def test_mapped_address_is_printed_as_the_library_does() -> None:
    mapped = bytes(10) + b"\xff\xff" + bytes([192, 0, 2, 1])
    data = header(answers=1) + QUESTION + record(POINTER, 28, 1, mapped)
    assert answers(data)[0].address == inet_ntop(AF_INET6, mapped) == "::ffff:192.0.2.1"


def test_ttl_with_the_top_bit_is_zero() -> None:
    assert answers(header(answers=1) + QUESTION + address(POINTER, 1, 0x80000001))[0].ttl_s == 0


def test_root_and_odd_labels_are_escaped() -> None:
    odd = b"\x04a.\\\x00\x02\xffZ\x00"
    data = header(questions=0, answers=2) + address(b"\x00", 1) + address(odd, 2)
    assert [fact.name for fact in answers(data)] == [".", "a\\046\\092\\000.\\255z"]


def test_cut_message_gives_what_stands_before_the_cut() -> None:
    data = header(answers=2) + QUESTION + address(POINTER, 1) + address(POINTER, 2)
    for length in range(len(data) - 16, len(data)):
        decoded = decode_answers(data[:length])
        assert isinstance(decoded, DnsAnswers)
        assert not decoded.complete
        assert [fact.address for fact in decoded.answers] == ["192.0.2.1"]


def test_cut_anywhere_is_never_complete() -> None:
    data = header(answers=2, additionals=1) + QUESTION + record(POINTER, 5, 3, wire_name("a.example"))
    data += address(wire_name("a.example"), 1) + record(b"\x00", 41, 0, b"12345678")
    assert decode_answers(data) == DnsAnswers(answers(data), True)
    for length in range(12, len(data)):
        decoded = decode_answers(data[:length])
        assert isinstance(decoded, DnsAnswers)
        assert not decoded.complete


def test_header_cut_short() -> None:
    assert malformed(b"\x12\x34\x81") == Malformed(Reason.TRUNCATED, 3, "dns")


@pytest.mark.parametrize(
    ("owner", "reason"),
    [
        (bytes.fromhex("c021"), Reason.LOOP),  # to itself: the record begins at 33
        (bytes.fromhex("0161 c021"), Reason.LOOP),  # to the label before it
        (bytes.fromhex("0161 c024"), Reason.LOOP),  # to its own second octet
        (bytes.fromhex("c0ff"), Reason.BAD_VALUE),  # forward
        (bytes.fromhex("ffff"), Reason.BAD_VALUE),  # past the end of any datagram
        (bytes.fromhex("c000"), Reason.BAD_VALUE),  # into the header
        (bytes.fromhex("4161"), Reason.BAD_VALUE),  # reserved label type 01
        (bytes.fromhex("8161"), Reason.BAD_VALUE),  # reserved label type 10
    ],
)
def test_pointers_lead_back_to_an_earlier_name_only(owner: bytes, reason: Reason) -> None:
    data = header(answers=1) + QUESTION + address(owner, 1)
    assert len(header() + QUESTION) == 33
    assert malformed(data).reason is reason


def test_two_pointers_that_lead_to_each_other() -> None:
    there = address(bytes.fromhex("c031"), 1)  # at 33, to the second record at 49
    back = address(bytes.fromhex("c021"), 1)
    assert malformed(header(answers=2) + QUESTION + there + back) == Malformed(Reason.BAD_VALUE, 33, "dns")


def test_name_of_255_octets_passes_and_256_does_not() -> None:
    label = b"\x3f" + b"a" * 63
    longest = label * 3 + b"\x3d" + b"b" * 61 + b"\x00"
    assert len(longest) == 255
    assert len(answers(header(questions=0, answers=1) + address(longest, 1))[0].name) == 253
    longer = label * 3 + b"\x3e" + b"b" * 62 + b"\x00"
    assert malformed(header(questions=0, answers=1) + address(longer, 1)).reason is Reason.TOO_LONG


def test_compressed_name_is_measured_in_full() -> None:
    label = b"\x3f" + b"a" * 63
    data = header(questions=0, answers=2) + address(label * 3 + b"\x00", 1) + address(label + b"\xc0\x0c", 2)
    assert malformed(data).reason is Reason.TOO_LONG


@pytest.mark.parametrize(
    "bad",
    [
        record(POINTER, 1, 300, b"abc"),  # A of three octets
        record(POINTER, 28, 300, b"abcd"),  # AAAA of four
        record(POINTER, 5, 300, POINTER + b"x"),  # CNAME with an octet left
        record(POINTER, 5, 300, b"\x03abc"),  # CNAME whose name runs on into the next record
    ],
)
def test_content_that_belies_its_length(bad: bytes) -> None:
    assert malformed(header(answers=2) + QUESTION + bad + address(POINTER, 1)).reason is Reason.BAD_LENGTH


def test_absurd_number_of_questions() -> None:
    assert malformed(header(questions=17) + QUESTION * 17).reason is Reason.BAD_VALUE


def test_facts_of_one_message_are_bounded() -> None:
    names = [f"{number}.example" for number in range(40)]
    chain = b"".join(record(wire_name(a), 5, 1, wire_name(b)) for a, b in pairwise(names))
    question = wire_name(names[0]) + bytes.fromhex("00010001")
    data = header(answers=39 + 1000) + question + chain + address(wire_name(names[-1]), 1) * 1000
    decoded = decode_answers(data)
    assert isinstance(decoded, DnsAnswers)
    assert len(decoded.answers) == MAX_FACTS
    assert not decoded.complete


@pytest.mark.parametrize(
    ("pointers", "reason"), [(127, None), (128, Reason.TOO_LONG), (7_000, Reason.TOO_LONG)]
)
def test_a_name_has_no_more_pointers_than_it_could_have_labels(pointers: int, reason: Reason | None) -> None:
    """Four thousand names that follow eight thousand pointers each took minutes for a megabyte."""
    start = len(header() + QUESTION) + 12  # of the content of the record behind
    chain = POINTER + b"".join((0xC000 | start + 2 * i).to_bytes(2, "big") for i in range(pointers - 2))
    held = record(POINTER, 16, 300, chain)
    last = (0xC000 | start + 2 * (pointers - 2)).to_bytes(2, "big")
    decoded = decode_answers(header(answers=2) + QUESTION + held + address(last, 1))
    assert (decoded.reason if isinstance(decoded, Malformed) else None) is reason
    if isinstance(decoded, DnsAnswers):
        assert [fact.name for fact in decoded.answers] == [WWW]
