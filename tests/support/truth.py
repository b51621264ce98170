"""Ground truth of the shared captures: what tshark saw, and what of it may be compared.

The captures and their truth lie beside the project, never in it. Their own TRUTH.md
says what each key means and which comparisons are fair; the functions here are those
sentences as code, so that a test reads as a plain comparison.

Blind spots: the truth is one program's reading. What it leaves open is filled in by
``tests.support.fixtures`` with the tshark that is installed.
"""

from __future__ import annotations

import csv
import ipaddress
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dns.exception
import dns.name
import dns.reversename

ROOT = Path(__file__).parents[2]
SHARED = ROOT / "../shared/captures/real"
REQUIRED_BY = {"tshark-4.4.18", "tshark-4.0.17"}
TRUTH_SOURCE = {
    "dns": ("dns",),
    "sni": ("tls_sni",),
    "quic_sni": ("quic_sni",),
    "http_host": ("http_host",),
    "certificate": ("cert_cn", "cert_san"),
    "mdns": ("mdns",),
    "llmnr": ("llmnr",),
    "capture_nrb": ("nrb",),
}
"""Our name source -> the truth's. SSDP names are not compared yet."""

Name = tuple[str, str]
"""Address and normalised name."""


@dataclass(frozen=True, slots=True)
class Truth:
    """One capture and the parsed JSON beside it."""

    fixture: str
    """Path as the index names it."""
    capture: Path
    data: dict[str, Any]


def fixtures() -> tuple[str, ...]:
    """Every capture of the index, in its order; empty where the folder is absent."""
    index = SHARED / "index.csv"
    if not index.is_file():
        return ()
    with index.open(newline="", encoding="utf-8") as rows:
        return tuple(row["path"] for row in csv.DictReader(rows))


def load(fixture: str) -> Truth:
    """Read the truth of one capture."""
    text = (SHARED / "truth" / f"{fixture}.json").read_text(encoding="utf-8")
    return Truth(fixture, SHARED / "captures" / fixture, json.loads(text))


def nanoseconds(decimal: str | None) -> int | None:
    """``1340954905.298858000`` as exact integer nanoseconds; None stays None."""
    if decimal is None:
        return None
    seconds, _, fraction = decimal.partition(".")
    return int(seconds) * 10**9 + int(fraction)


def is_damaged(truth: Truth) -> bool:
    """tshark stopped part-way, or the header scan found the file cut or corrupt."""
    return truth.data["tshark"]["rc"] == 2 or "problem" in truth.data["file"]


def times_comparable(truth: Truth) -> bool:
    """Times in the file are in range, so first and last must be equal."""
    return not truth.data.get("bad_timestamps")


def address(text: str) -> str:
    """One spelling for each address."""
    return str(ipaddress.ip_address(text))


_ODD = re.compile(r"(?:\\\d{1,3}|\\x[0-9a-fA-F]{2}|[^\x21-\x7e])+")


def normal_name(text: str) -> str:
    r"""Lower case, no trailing dot, each run of odd octets or their escapes as one ``?``.

    tshark versions differ in how they print such octets, so only their place is compared.

    >>> normal_name("Luca\\226\\128\\153s.Local.") == normal_name("luca\u2019s.local")
    True
    """
    return _ODD.sub("?", text.lower().removesuffix("."))


def host_of(value: str) -> str | None:
    """Name in a Host field's value: no port, and None for an address literal (RFC 9110 §7.2)."""
    host = value.strip()
    if host.startswith("["):
        return None
    host = host.rpartition(":")[0] if re.search(r":\d*$", host) else host
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return normal_name(host) or None
    return None


def _name(record: dict[str, Any]) -> Name | None:
    text = str(record["name"])
    name = host_of(text) if record["source"] == "http_host" else normal_name(text)
    return (address(record["ip"]), name) if name and record["ip"] else None


def _names(truth: Truth, source: str, *, required: bool) -> set[Name]:
    wanted: set[Name] = set()
    for record in truth.data["names"]:
        if record["source"] not in TRUTH_SOURCE[source] or record.get("decrypted"):
            continue
        if record.get("position"):  # in the chain of certificates: behind the server's own
            continue
        if required and not set(record.get("seen_by", ())) >= REQUIRED_BY:
            continue
        name = _name(record)
        if name:
            wanted.add(name)
    return wanted


def allowed_names(truth: Truth, source: str) -> set[Name]:
    """Names that may be reported by this means: anything else is invented."""
    if source == "dns_cname":
        return _chain_names(truth, required=False)
    if source == "ptr":
        return _pointed_names(truth)
    told = _names(truth, source, required=False)
    return told | _pointed_names(truth) if source == "mdns" else told


def required_names(truth: Truth, source: str) -> set[Name]:
    """Names that both tshark versions saw undecrypted; 99 % of them must be found."""
    if source == "dns_cname":
        return _chain_names(truth, required=True)
    return _pointed_names(truth) if source == "ptr" else _names(truth, source, required=True)


def _pointed_names(truth: Truth) -> set[Name]:
    """PTR pairs whose owner stands for one address; the truth does not say by which protocol they were told."""
    found: set[Name] = set()
    for owner, name in truth.data.get("ptr", ()):
        try:
            text = dns.reversename.to_address(dns.name.from_text(owner))
        except (dns.exception.DNSException, ValueError):
            continue
        if owner.lower().rstrip(".") == ipaddress.ip_address(text).reverse_pointer:
            found.add((address(text), normal_name(name)))
    return found


def _chain_names(truth: Truth, *, required: bool) -> set[Name]:
    """Aliases between a question and its addresses; the question itself is a dns name."""
    aliases: set[Name] = set()
    for record in truth.data["names"]:
        if record["source"] != "dns" or (required and record.get("unasked")):
            continue
        if required and not set(record.get("seen_by", ())) >= REQUIRED_BY:
            continue
        aliases |= {(address(record["ip"]), normal_name(alias)) for alias in record.get("chain", ())[1:]}
    return aliases
