"""Text of one value of a scenario in; its form in the model out, or the sentence that says how to mend it.

Times are ISO 8601 (RFC 3339 §5.6) with a zone. Everything here raises ``ValueError``, which
the forms turn into located faults.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import PurePosixPath

from harness.model import senders
from harness.model.countries import COUNTRIES
from harness.model.country_names import NO_COUNTRY, is_country, meant_country
from harness.model.rules import RULE_ID
from harness.model.scenario_ids import is_id
from harness.rules.checks import cidr_problem, host_problem, is_address

_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\.([0-9]{1,9}))?"
    r"(Z|[-+][0-9]{2}:[0-9]{2})?"
)
_LEAST_YEAR, _MOST_YEAR = 1971, 2200
"""Nanoseconds since 1970 hold in 64 bits until 2262."""
_WIDEST = {4: 8, 6: 32}
"""Shortest prefix that one device or access network may have, by IP version."""
_DRIVE = re.compile(r"[A-Za-z]:")


def shown(text: str) -> str:
    """Text in quotes for a message; the beginning of long text.

    >>> shown("a"), len(shown("a" * 99))
    ("'a'", 45)
    """
    return f"'{text}'" if len(text) <= 60 else f"'{text[:40]}...'"


def id_text(text: str) -> str:
    """Check an id."""
    if is_id(text):
        return text
    raise ValueError(
        f"{shown(text)} is no id: write a-z, 0-9, '.', '_' and '-', a letter or digit first, at most 60"
    )


def time_text(text: str) -> str:
    """Check a time."""
    time_ns(text)
    return text


def time_ns(text: str) -> int:
    """A time as ns since the Unix epoch, UTC.

    >>> time_ns("1971-01-01T01:00:00.5+01:00") - 365 * 86_400 * 10**9
    500000000
    """
    found = _TIME.fullmatch(text)
    if not found:
        raise ValueError(f"{shown(text)} is no time: write it like 2026-11-02T10:00:00Z")
    day, clock, fraction, zone = found.groups()
    if zone is None:
        raise ValueError(f"'{text}' has no time zone: write '{text}Z' if it is UTC, else its offset, +01:00")
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{'+00:00' if zone == 'Z' else zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"'{text}' does not exist: check day, hour, minute, second and offset") from None
    if not _LEAST_YEAR <= moment.year <= _MOST_YEAR:
        raise ValueError(f"'{text}': write a year from {_LEAST_YEAR} to {_MOST_YEAR}")
    return int(moment.timestamp()) * 1_000_000_000 + int((fraction or "0").ljust(9, "0"))


def date_text(text: str) -> str:
    """Check a date."""
    as_date(text)
    return text


def as_date(text: str) -> date:
    """A date of the calendar."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"'{text}' does not exist: check the day and month") from None
    raise ValueError(f"{shown(text)} is no date: write it like 2027-03-01")


def country(text: str) -> str:
    """Check a country's code."""
    if is_country(text):
        return text
    if is_country(text.upper()):
        raise ValueError(f"'{text}': write it in upper case, '{text.upper()}'")
    if text.upper() in NO_COUNTRY:
        raise ValueError(
            f"'{text}': {NO_COUNTRY[text.upper()]} is no single country: list each, or use 'group'"
        )
    if meant := meant_country(text):
        raise ValueError(f"{shown(text)}: the code for {COUNTRIES[meant]} is {meant}, write that")
    raise ValueError(f"{shown(text)} is no ISO 3166-1 alpha-2 code: write two letters such as CN, US, DE")


def account_region(text: str) -> str:
    """Check a country's code, or ``none`` where there is no account."""
    return text if text == "none" else country(text)


def did_you_mean(text: str, known: list[str]) -> str:
    """How to mend a word that is not known."""
    near = get_close_matches(text, known, n=1)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"write one of {', '.join(known[:12])}{', ...' if len(known) > 12 else ''}"


def mac(text: str) -> str:
    """Bring a MAC to one form."""
    return _told(text, senders.mac)


def address(text: str) -> str:
    """Bring an address or prefix of one sender or server to one form."""
    if senders.is_mac(text):
        raise ValueError(f"'{text}' is a MAC: write it under 'macs'")
    value = _told(text, senders.address)
    network = ip_network(value)
    if network.version == 6 and network.network_address.ipv4_mapped and network.prefixlen == 128:
        raise ValueError(f"'{text}': write it as packets show it, '{network.network_address.ipv4_mapped}'")
    if network.is_multicast or network.is_unspecified or value == "255.255.255.255":
        raise ValueError(f"'{text}' is no address of a single device: write the device's own")
    least = _WIDEST[network.version]
    if network.prefixlen < least:
        raise ValueError(f"'{text}' is too wide: write a prefix of /{least} or longer")
    return value


def single_address(text: str) -> str:
    """Bring an address to one form; a prefix is refused."""
    value = _told(text, senders.address)
    if "/" in value:
        raise ValueError(f"'{text}' is a prefix: write the address itself")
    return value


def _told(text: str, bring: Callable[[str], str]) -> str:
    """A form of the model, with the text in front of what is wrong with it."""
    try:
        return bring(text)
    except ValueError as fault:
        raise ValueError(f"{shown(text)}: {fault}") from None


def host(text: str) -> str:
    """Check a host name that stands for itself and every name below it."""
    if text.startswith(("*.", ".")):
        raise ValueError(f"{shown(text)}: write '{text.lstrip('*.')}', names below it count too")
    if is_address(text):
        raise ValueError(f"'{text}' is an address: write a host name")
    if ":" in text and "/" not in text:
        raise ValueError(f"{shown(text)}: write the host name only, without port")
    if problem := host_problem(text):
        raise ValueError(problem)
    return text


def prefix(text: str) -> str:
    """Check a prefix."""
    if problem := cidr_problem(text):
        raise ValueError(problem)
    return text


def rule_id(text: str) -> str:
    """Check the form of a rule's id; whether there is such a rule, the catalogue must say."""
    if RULE_ID.fullmatch(text):
        return text
    raise ValueError(
        f"{shown(text)} is no rule id: write 'operator.slug', as `harness endpoints search` shows it"
    )


def host_or_address(text: str) -> str:
    """Check a host name, or bring an address to one form."""
    return single_address(text) if is_address(text) else host(text)


def capture_path(text: str) -> str:
    """Check a path below the scenario's folder; it has one form, so that a file listed twice shows."""
    if not text:
        raise ValueError("the path is empty: write the file's name")
    if text.startswith("/") or _DRIVE.match(text):
        raise ValueError(
            f"{shown(text)} is absolute: put the file below the scenario's folder, and name it from there"
        )
    if "\\" in text:
        raise ValueError(f"{shown(text)}: write '/' between folders")
    if not text.isprintable():
        raise ValueError("the path holds a character that cannot be shown: rename the file")
    if ".." in text.split("/"):
        raise ValueError(f"{shown(text)} leads out of the scenario's folder: put the file below it")
    if str(PurePosixPath(text)) != text or text == ".":
        raise ValueError(f"{shown(text)}: write it without needless parts, '{PurePosixPath(text)}'")
    return text


def sha256(text: str) -> str:
    """Check a digest."""
    if re.fullmatch("[0-9a-f]{64}", text.lower()):
        return text.lower()
    raise ValueError(
        f"{shown(text)} is no SHA-256: write its 64 hex digits (sha256sum FILE), or leave the key out"
    )
