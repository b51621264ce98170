"""REQUESTS: what each HTTP request that could be read asked for, and of whom.

What may hold personal data is left out: of a query only its size is kept, of bodies size and type.
Requests of one connection share a flow; those of record files without addresses (HAR) have none.
"""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

_NO_ENDS = "the record does not say"
_NO_HEADER = "no such header, or the record does not say"
_NOT_TOLD = "no body, or its size is not told"

REQUESTS = Table(
    "requests",
    "one HTTP request with its answer, by capture, packet and place in it",
    {
        "capture": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Capture or record file that holds it."
        ),
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that saw it."),
        "time_ns": Column(
            dtype=pl.Int64, unit="ns", doc="When it was sent, or the packet that completed it."
        ),
        "packet": Column(
            dtype=pl.UInt64,
            doc="Number of the packet that completed its header; in a record file that of the line or entry, from 1.",
        ),
        "flow_id": Column(dtype=pl.UInt64, doc="Flow that carried it.", null="no flow is known"),
        "client_ip": Column(dtype=pl.String, private=Privacy.ADDRESS, doc="Who sent it.", null=_NO_ENDS),
        "client_port": Column(dtype=pl.UInt16, doc="Client's port.", null=_NO_ENDS),
        "server_ip": Column(
            dtype=pl.String,
            private=Privacy.ADDRESS,
            doc="Where it was sent to; behind an intercepting proxy the server that the client meant.",
            null=_NO_ENDS,
        ),
        "server_port": Column(dtype=pl.UInt16, doc="Server's port.", null=_NO_ENDS),
        "seen_by": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc=(
                "`clear`: sent so. `keylog`: decrypted with the connection's keys. `proxy`: by a proxy that stood in for the "
                "server. `har`: told by the program that sent it. `zeek`: its http.log."
            ),
        ),
        "http_version": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="`1.0`, `1.1`, `2`, `3` or as told.", null="not told"
        ),
        "method": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="As sent, odd octets as \\DDD.",
            spec="RFC 9110 §9",
            null="not told",
        ),
        "scheme": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="`https`, `http`, `ws`, `wss` ...", null="not told"
        ),
        "host": Column(
            dtype=pl.String,
            private=Privacy.NAME,
            doc="Host of the request's URL, spelled as names are; may be an address.",
            null="the request names none",
            spec="RFC 9110 §7.2",
        ),
        "port": Column(dtype=pl.UInt16, doc="Port of the URL.", null="neither told nor the scheme's"),
        "path": Column(
            dtype=pl.String,
            private=Privacy.LEVELS,
            doc="Path, odd octets as \\DDD, without query and fragment, which may hold personal data.",
            spec="RFC 3986 §3.3",
            null="the request has none (CONNECT), or the record does not say",
        ),
        "query_octets": Column(
            dtype=pl.UInt64, unit="octets", doc="Size of the query.", null="no query", spec="RFC 3986 §3.4"
        ),
        "content_type": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Type of the body, lower case, without parameters.",
            null=_NO_HEADER,
        ),
        "request_octets": Column(
            dtype=pl.UInt64, unit="octets", doc="Size of the body as it was sent.", null=_NOT_TOLD
        ),
        "status": Column(
            dtype=pl.UInt16, doc="Status of the answer.", null="no answer seen", spec="RFC 9110 §15"
        ),
        "response_content_type": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Type of the answer's body, as `content_type`.",
            null=_NO_HEADER,
        ),
        "response_octets": Column(
            dtype=pl.UInt64, unit="octets", doc="Size of the answer's body as it was sent.", null=_NOT_TOLD
        ),
        "user_agent": Column(
            dtype=pl.String,
            private=Privacy.IDENTIFIER,
            doc="What the client calls itself, odd octets as \\DDD.",
            null=_NO_HEADER,
        ),
    },
)
