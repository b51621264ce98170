"""What reads key logs, decrypted streams and other programs' records, as ``decoders`` lists the others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from harness.model.malformed import Malformed
from harness.wire.har import HarEntries, entry_facts
from harness.wire.hpack_huffman import decode_huffman
from harness.wire.http3 import read_varint
from harness.wire.json_object import json_object
from harness.wire.keylog import read_key_log, read_line
from harness.wire.mitmproxy_flow import read_flow
from harness.wire.request_url import read_target, read_url
from harness.wire.tls_alerts import read_ending
from harness.wire.tnetstring import read_tnetstring
from harness.wire.zeek_log import READ, looks_like_zeek
from tests.fuzz import test_decryption_fuzz as keys
from tests.fuzz import test_records_fuzz as records


def _reads(read: Callable[[bytes], object]) -> Callable[[bytes], bool]:
    """Whether something was read. Records keep ids as they are, which are in no table: their texts need not be clean."""
    return lambda data: not isinstance(read(data), Malformed)


_FLOWS: Final = (records.FLOW, records.TCP)
_URLS: Final = keys.TARGETS["target"][1]


def _har(data: bytes) -> object:
    return tuple(entry_facts(entry, 1) for entry in HarEntries(data.decode("utf-8", "replace")))


def _like_zeek(data: bytes) -> object:
    found = json_object(data)
    return isinstance(found, dict) and looks_like_zeek(found)


def _zeek(log: str) -> tuple[Callable[[bytes], object], tuple[bytes, ...]]:
    lines = (records.LOGS / f"{log}.log").read_bytes().splitlines()
    return _reads(records.read_zeek(lines)), tuple(line for line in lines if not line.startswith(b"#"))


TABLE: Final[dict[str, tuple[Callable[[bytes], object], tuple[bytes, ...]]]] = {
    "har.HarEntries": (_reads(_har), (records.HAR,)),
    "hpack_huffman.decode_huffman": (decode_huffman, keys.TARGETS["huffman"][1]),
    "http3.Frames": (_reads(keys.http3), keys.TARGETS["http3"][1]),
    "http3.read_varint": (partial(read_varint, at=0), (bytes.fromhex("c2197c5eff14e88c"), b"\x25")),
    "keylog.read_key_log": (read_key_log, (keys.KEYS,)),
    "keylog.read_line": (read_line, tuple(keys.KEYS.splitlines())),
    "mitmproxy_flow.read_flow": (_reads(partial(read_flow, packet=1)), _FLOWS),
    "proxy_events.ProxyEvents": (_reads(records.read_events), tuple(records.EVENTS)),
    "qpack.Qpack": (_reads(keys.qpack), keys.TARGETS["qpack"][1]),
    "request_url.read_target": (lambda data: read_target("GET", data, data, None), _URLS),
    "request_url.read_url": (read_url, _URLS),
    "tls_alerts.read_ending": (read_ending, (keys.STREAM,)),
    "tnetstring.read_tnetstring": (_reads(read_tnetstring), _FLOWS),
    "zeek_log.looks_like_zeek": (_like_zeek, (records.JSON,)),
    "zeek_log.json": (_reads(records.read_zeek([])), (records.JSON,)),
    **{f"zeek_log.{log}": _zeek(log) for log in sorted(READ)},
}
