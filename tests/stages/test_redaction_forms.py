"""Private by form: each case with its neighbours that are not."""

from __future__ import annotations

import pytest

from harness.stages.redaction_forms import Forms

FORMS = Forms(frozenset({"203.0.113.9", "2001:db8::9"}), lambda kind, value: f"<{kind} {value}>")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sent by 192.168.1.7.", "sent by <ip4 192.168.1.7>."),
        ("10.0.0.1:443 and [fe80::1%eth0]:5", "<ip4 10.0.0.1>:443 and [<ip6 fe80::1>]:5"),
        ("host 203.0.113.9 and not 203.0.113.90", "host <ip4 203.0.113.9> and not 203.0.113.90"),
        ("64:ff9b::cb00:7109", "<ip6 64:ff9b::cb00:7109>"),
        ("192.168.4.0/24", "<ip4 192.168.4.0>/24"),
        ("9.113.0.203.in-addr.arpa", "<ip4 203.0.113.9>"),
        ("cpe-203-0-113-9.isp.example", "cpe-<ip4 203.0.113.9>.isp.example"),
        ("02:00:5E:10:00:01 02-00-5e-10-00-01", "<mac 02005e100001> <mac 02005e100001>"),
        ("Johns-Phone.local", "<name johns-phone.local>"),
        ("mail me@vendor.example", "mail <mail me@vendor.example>"),
        ("in /srv/me/flights/a.pcap: cut", "in a.pcap: cut"),
        ("at 52.5163, 13.3777 degrees", "at 53,13 degrees"),
        ("ff02::1:ff12:3456", "<ip6 ff02::1:ff12:3456>"),
    ],
)  # fmt: skip
def test_what_is_replaced(text: str, told: str) -> None:
    assert FORMS.within(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "198.51.100.7:443", "2001:db8::10", "1.1.2.20261023", "10.0.0.0/8 is private", "224.0.0.251", "ff02::fb", "0.0.0.0",
        "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:fb", "https://www.vendor.example/a/b", "us-v1/app", "10:20:30", "log.vendor.example",
        "TLS 1.3, 5.2 s", "e.g. 3/k", "2026-11-02 10:01:00 UTC", "eu-central-1", "198.18.0.7",
    ],
)  # fmt: skip
def test_what_stays(text: str) -> None:
    assert FORMS.within(text) == text
