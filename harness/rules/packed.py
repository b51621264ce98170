"""Folders of YAML that come with the program: inside the installed package, else in the checkout."""

from __future__ import annotations

from pathlib import Path

import harness


def packed_folder(packed: str, *checkout: str) -> Path:
    """Where such a folder is.

    Args:
        packed: Its name inside the package, as pyproject.toml packs it.
        checkout: Its place below the root of a checkout.
    """
    package = Path(harness.__file__).parent
    inside = package / packed
    return inside if inside.is_dir() else package.parent.joinpath(*checkout)
