"""Values as the forge writes them, read back by other programs' decoders."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import urllib.parse
from typing import Any

import pytest

from tests.support.drone_frames import nmea
from tests.support.forged_payloads import said
from tests.support.forging import forge
from tests.support.honey_situation import HOME, MAIL, planted, talk

TEXTS = ("plain", "base64", "hex", "url", "json", "utf16", "md5", "sha1", "sha256")
PLACES = ("decimal", "dms", "geohash", "nmea")


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], list[dict[str, Any]]]:
    """What is said in each form, and the truth of each message."""
    folder = tmp_path_factory.mktemp("written")
    texts = [f"${{account:{form}}}" for form in TEXTS] + [f"${{home:{form}}}" for form in PLACES]
    texts += [
        "[${home:latitude}, ${home:longitude}]",
        "a ${home:longitude_e7} ${home:latitude_e7}",
        "${home:latitude}",
    ]
    truth = forge(planted(talk("udp", *({"text": text} for text in texts))), folder)
    (flow,) = (flow for flow in truth["networks"][0]["flows"] if flow["kind"] == "udp")
    names = (*TEXTS, *PLACES, "pair", "pair_e7", "half")
    return dict(zip(names, said(truth, folder)["talk-0"], strict=True)), flow["messages"]


def test_texts(forged) -> None:
    octets, _ = forged
    mail = MAIL.encode()
    assert octets["plain"] == mail
    assert base64.b64decode(octets["base64"], validate=True) == mail
    assert bytes.fromhex(octets["hex"].decode()) == mail
    assert b"@" not in octets["url"]
    assert urllib.parse.unquote_to_bytes(octets["url"]) == mail
    assert b"@" not in octets["json"]
    assert json.loads(b'"' + octets["json"] + b'"') == MAIL
    assert octets["utf16"].decode("utf-16-le") == MAIL
    for name in ("md5", "sha1", "sha256"):
        assert octets[name].decode() == hashlib.new(name, mail).hexdigest()


def test_positions(forged) -> None:
    octets, _ = forged
    assert [float(one) for one in octets["decimal"].split(b",")] == pytest.approx(HOME, abs=1e-6)
    assert json.loads(octets["pair"]) == HOME
    assert octets["pair_e7"] == b"a -1265358979 -314159265"
    assert octets["geohash"].decode().isalnum()
    assert _cell(octets["geohash"].decode()) == pytest.approx(HOME, abs=1e-5)
    south, west = re.findall(r"(\d+)°(\d\d)'(\d\d\.\d\d)\"[SW]", octets["dms"].decode())
    assert [-(int(d) + int(m) / 60 + float(s) / 3600) for d, m, s in (south, west)] == pytest.approx(
        HOME, abs=2e-6
    )


def test_a_sentence_of_nmea(forged) -> None:
    sentence = forged[0]["nmea"]
    assert nmea(sentence[1:-5]) == sentence
    _, _, north, south, east, west, quality, *_ = sentence.decode().split(",")
    assert (south, west, quality) == ("S", "W", "1")
    degrees = [-(int(north[:2]) + float(north[2:]) / 60), -(int(east[:3]) + float(east[3:]) / 60)]
    assert degrees == pytest.approx(HOME, abs=1e-6)


def _cell(text: str) -> list[float]:
    """Middle of a geohash's cell, by its definition: bits from the left, longitude first."""
    bits = "".join(f"{'0123456789bcdefghjkmnpqrstuvwxyz'.index(one):05b}" for one in text)
    east, north = (int(bits[at::2], 2) / 2 ** len(bits[at::2]) for at in (0, 1))
    half = 2 ** -(len(bits) // 2 + 1)
    return [(north + half) * 180 - 90, (east + half) * 360 - 180]


def test_the_truth_names_each_form_from_the_outside_in(forged) -> None:
    _, messages = forged
    chains = [[value["encoding"] for value in message["planted"]] for message in messages]
    assert chains[: len(TEXTS)] == [
        [["plain"]], [["base64", "plain"]], [["hex", "plain"]], [["url", "plain"]], [["json", "plain"]], [["utf-16"]],
        [["hex", "md5"]], [["hex", "sha1"]], [["hex", "sha256"]],
    ]  # fmt: skip
    assert chains[len(TEXTS) :] == [
        [["decimal"]], [["dms"]], [["geohash"]], [["nmea"]], [["decimal"]], [["integer-e7"]], [],
    ]  # fmt: skip
