"""What is streamed by its type, and nothing else."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from harness.interception.addon.streams import STREAMS, let_through


def streams(headers: object) -> bool:
    message = SimpleNamespace(headers=headers, stream=False)
    let_through(message)
    return bool(message.stream)


@pytest.mark.parametrize("kind", [*STREAMS, "application/grpc+proto", " Text/Event-Stream; charset=utf-8"])
def test_a_stream(kind: str) -> None:
    assert streams({"content-type": kind})


@pytest.mark.parametrize(
    "headers",
    [{}, {"content-type": "application/json"}, {"content-type": "video/mp4"}, None, {"content-type": b"x"}],
)
def test_no_stream(headers: object) -> None:
    assert not streams(headers)
