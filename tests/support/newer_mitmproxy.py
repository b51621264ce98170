"""A mitmproxy that is newer than Debian's 8.1.1: not of this suite, because nothing but pip brings it; of the soak, and of whoever asks for it."""

from __future__ import annotations

import os

from harness.interception.environment import MARK, proxy_folder
from tests.support.fuzzing import SOAK


def newer_mitmdump() -> str | None:
    """Its program: what ``HARNESS_MITMDUMP`` names, in the soak what ``harness gateway install-proxy`` made; None: Debian's alone is tried."""
    named = os.environ.get("HARNESS_MITMDUMP")
    if named is None and SOAK and (proxy_folder(os.environ) / MARK).is_file():
        return str(proxy_folder(os.environ) / "bin/mitmdump")
    return named
