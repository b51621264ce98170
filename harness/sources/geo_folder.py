"""Where the user's own data sets lie."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from harness.errors import ReferenceDataError


def user_folder(environ: Mapping[str, str]) -> Path:
    """The folder of the user's own data sets; it need not exist.

    ``$HARNESS_GEODATA``, else ``$XDG_DATA_HOME/harness/geodata``, else ``~/.local/share/harness/geodata`` (XDG Base Directory Specification
    0.8: a relative path there counts as none).

    Raises:
        ReferenceDataError: None of these is known.
    """
    if own := environ.get("HARNESS_GEODATA"):
        return Path(own)
    base = Path(environ.get("XDG_DATA_HOME", ""))
    if not base.is_absolute():
        try:
            base = Path.home() / ".local" / "share"
        except RuntimeError:
            raise ReferenceDataError("no home directory is known; set HARNESS_GEODATA to a folder") from None
    return base / "harness" / "geodata"
