"""Bodies that are streams by what they say they are: passed on as they come, because they may never end.

mitmproxy holds a body until it is whole (measured with 8.1.1, 11.0.2 and 12.3.1), so that an answer that goes on for as long as the
application runs would never reach it. What is streamed is neither counted nor searched here; the key log opens it in captures.

Blind spots: a stream of another type is held all the same, and one that is none by its type is streamed all the same.
"""

from __future__ import annotations

from typing import Any, Final

from . import told

STREAMS: Final = (
    "text/event-stream",
    "application/grpc",
    "multipart/x-mixed-replace",
    "application/x-ndjson",
)
"""Types, with all that begin so (``application/grpc+proto``): HTML's server-sent events, gRPC, cameras' pictures, lines of JSON."""


def let_through(message: Any) -> None:
    """Have mitmproxy pass a message on as it comes, where that is what it is for."""
    kind = told.header(message, "content-type") or ""
    if kind.strip().lower().startswith(STREAMS):
        message.stream = True
