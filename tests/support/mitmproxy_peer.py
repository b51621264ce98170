"""Run by an interpreter that has mitmproxy, never imported: writes a flow file, and tells what mitmproxy's own reader finds.

    python mitmproxy_peer.py OUT [FILE ...]

Writes flows of mitmproxy's own test tools to OUT, then prints for OUT and each FILE one JSON line per HTTP flow: file,
number, ends, and what was asked and answered. A FILE of a form that is too new for it gives nothing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from mitmproxy import exceptions, http, io  # type: ignore[import-not-found]
from mitmproxy.test import tflow  # type: ignore[import-not-found]


def write(path: str) -> None:
    """Flows of every kind, with ends that are not those of its tools."""
    flows = [tflow.tflow(resp=True), tflow.ttcpflow(), tflow.twebsocketflow(), tflow.tflow(err=True)]
    for number, flow in enumerate(flows):
        flow.client_conn.peername = ("192.0.2.20", 40000 + number)
        flow.server_conn.address = flow.server_conn.peername = ("198.51.100.7", 443)
    with open(path, "wb") as target:  # noqa: PTH123 - as its writer wants it
        writer = io.FlowWriter(target)
        for flow in flows:
            writer.add(flow)


def told(path: str) -> Iterator[list[Any]]:
    """One list per HTTP flow."""
    with open(path, "rb") as source:  # noqa: PTH123 - likewise
        try:
            for number, flow in enumerate(io.FlowReader(source).stream(), 1):
                if isinstance(flow, http.HTTPFlow):
                    yield [path, number, *_ends(flow), *_exchange(flow)]
        except exceptions.FlowReadException:
            return


def _ends(flow: Any) -> list[Any]:
    return [*flow.client_conn.peername[:2], *flow.server_conn.peername[:2]]


def _exchange(flow: Any) -> list[Any]:
    request, response = flow.request, flow.response
    sizes = [len(message.raw_content or b"") if message else 0 for message in (request, response)]
    return [
        request.method,
        request.path.partition("?")[0],
        response.status_code if response else None,
        *sizes,
    ]


if __name__ == "__main__":
    write(sys.argv[1])
    for name in sys.argv[1:]:
        for line in told(name):
            print(json.dumps(line))
