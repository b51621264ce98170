"""Messages of a situation: taken apart where they hold, told with their place and how to mend them where they do not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness.rules.forge_situation import check_situation
from tests.support.honey_situation import VALUES, planted, talk


def faults(content: dict[str, Any]) -> list[str]:
    _, found = check_situation(json.dumps(content).encode(), "s.yaml")
    return [fault.message for fault in found]


def said(**message: Any) -> list[str]:
    """Faults of one datagram."""
    return faults(planted(talk("udp", message)))


def document(content: dict[str, Any]) -> dict[str, Any]:
    found, wrong = check_situation(json.dumps(content).encode(), "s.yaml")
    assert found is not None, wrong
    return found


def test_templates_are_taken_apart() -> None:
    made = document(planted(talk("udp", {"text": "a ${account}${home:dms} $1 {b} ${serial:sha256}"})))
    (conversation,) = made["networks"][0]["conversations"]
    assert conversation["messages"][0]["text"] == [
        "a ",
        {"value": "account", "form": "plain"},
        {"value": "home", "form": "dms"},
        " $1 {b} ",
        {"value": "serial", "form": "sha256"},
    ]
    assert [value["id"] for value in made["values"]] == [value["id"] for value in VALUES]


def test_a_request_names_its_host_unless_it_does_so_itself() -> None:
    own = {"start": "GET / HTTP/1.1", "fields": ["host: b.example"]}
    answer = {"way": "down", "start": "HTTP/1.1 200 OK"}
    talks = talk("http", {"start": "GET / HTTP/1.1"}, own, answer, to="api.skylark.example")
    (conversation,) = document(planted(talks))["networks"][0]["conversations"]
    messages = conversation["messages"]
    assert [message["host"] for message in messages] == ["api.skylark.example", "b.example", None]
    assert [message["fields"] for message in messages] == [
        [["Host: api.skylark.example"]], [["host: b.example"]], [],
    ]  # fmt: skip


def test_conversations_without_messages_are_handed_over_as_before() -> None:
    content = planted({"kind": "udp", "device": "phone", "at_s": 1, "to": "203.0.113.80", "octets_up": 3})
    (conversation,) = document(content)["networks"][0]["conversations"]
    assert not {"messages", "tls_version", "keys", "segment_octets"} & set(conversation)


BROKEN = [
    ({"text": "${nobody}"}, "'nobody' is no known value: add it under values"),
    ({"text": "${account:dms}"}, "'dms' is no form of a account_email: write one of plain, base64"),
    ({"text": "${home:md5}"}, "'md5' is no form of a home_point: write one of decimal, dms"),
    ({"mavlink": "serial"}, "mavlink: 'serial' is no home_point"),
    ({"nmea": "nobody"}, "nmea: 'nobody' is no home_point"),
    ({"text": "a", "octets": "00"}, "octets: a message says one thing, and text is one"),
    ({"octets": "00 0"}, "write octets in hex, two digits each"),
    ({"text": "a", "random_octets": 4}, "random_octets: a message says one thing, and text is one"),
    ({"text": "a", "coding": "gzip"}, "coding: only in a message of HTTP"),
    ({"text": "a", "topic": "b"}, "topic: write it with mqtt publish and connect"),
    ({"mqtt": "publish", "text": "a"}, "topic: write it with mqtt publish and connect"),
    ({"mqtt": "connack", "start": "GET / HTTP/1.1"}, "mqtt: not together with start"),
    ({}, "nothing is said: write start, mqtt or text"),
    ({"text": "a", "packed": ["gzip", "member"]}, "octets are no member of a JSON object: put base64 before"),
    ({"random_octets": 9, "packed": ["member"]}, "octets are no member of a JSON object"),
    ({"text": "a", "packed": ["rot13"]}, "write one of"),
    ({"start": "GET / HTTP/1.1\r\nX: y"}, "one line of text"),
    ({"protobuf": [{"field": 1}]}, "write one of text, message, varint"),
    ({"protobuf": [{"field": 1, "varint": 1, "text": "b"}]}, "write one of text, message, varint"),
    ({"protobuf": [{"field": 1, "float64": "${serial}"}]}, "write a number, or half of a position"),
    ({"protobuf": [{"field": 1, "float64": "${home:latitude_e7}"}]}, "write a number, or half of a position"),
    ({"protobuf": [{"field": 1, "message": [{"field": 2, "text": "${nobody}"}]}]}, "'nobody' is no known value"),
]  # fmt: skip


@pytest.mark.parametrize(("message", "told"), BROKEN, ids=[told for _, told in BROKEN])
def test_what_is_wrong_with_a_message_is_told(message: dict[str, Any], told: str) -> None:
    (found,) = said(**message)
    assert told in found


def test_packing_text_keeps_it_text() -> None:
    assert said(text="a", packed=["gzip", "base64", "member"]) == []
    assert said(text="a", packed=["member", "gzip", "hex", "member"]) == []


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"kind": "icmp"}, "messages: only tls, http, tcp, udp have them"),
        ({"octets_up": 4}, "octets_up: follows from the messages"),
        ({"kind": "tcp", "level": "connected"}, "messages are data"),
        ({"kind": "tls", "sni": "a b"}, "cannot be sent by real TLS"),
        ({"kind": "tls", "sni": "192.0.2.1"}, "cannot be sent by real TLS"),
    ],
)
def test_what_does_not_go_with_messages(keys: dict[str, Any], told: str) -> None:
    (found,) = faults(planted({**talk("udp", {"text": "a"}), **keys}))
    assert told in found


def test_copies_of_messages_are_refused() -> None:
    content = planted(talk("udp", {"text": "a"}), replicate={"copies": 2, "spread_s": 1})
    assert faults(content) == ["messages: not together with replicate: remove one"]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"id": "a", "kind": "home_point", "value": "here"}, "a home_point has a position and no value"),
        ({"id": "a", "kind": "serial"}, "serial has a value and no position"),
        ({"id": "a", "kind": "serial", "value": "@1234"}, "begin with a letter, digit or +"),
        ({"id": "account", "kind": "serial", "value": "QX012345"}, "'account' stands here twice"),
    ],
)
def test_what_is_wrong_with_a_value_is_told(value: dict[str, Any], told: str) -> None:
    content = planted(talk("udp", {"text": "a"})) | {"values": [*VALUES, value]}
    (found,) = faults(content)
    assert told in found


def test_a_fault_stands_in_its_own_line() -> None:
    text = json.dumps(planted(talk("udp", {"text": "a"}, {"text": "${nobody}"})), indent=1)
    _, (fault,) = check_situation(text.encode(), "s.yaml")
    assert text.splitlines()[fault.line - 1].strip().startswith('"text": "${nobody}"')
