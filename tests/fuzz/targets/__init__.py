"""One target for each decoder: any octets in; an assertion where a law is broken. See tests/fuzz/README.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.fuzz.targets import files, links, messages, networks, texts, together

Target = Callable[[bytes], None]

TARGETS: Final[dict[str, Target]] = {
    **links.TARGETS,
    **networks.TARGETS,
    **files.TARGETS,
    **messages.TARGETS,
    **texts.TARGETS,
    **together.TARGETS,
}
"""Targets by name, in the order of the layers that they try."""
