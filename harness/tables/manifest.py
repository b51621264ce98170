"""MANIFEST: every file that the command line stands for, read or not."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

MANIFEST = Table(
    "manifest",
    "one file named by an argument, lying in a folder or fitting a pattern; arguments in their order, files by path",
    {
        "path": Column(
            dtype=pl.String, private=Privacy.FILE, doc="Path of the file; `-` for standard input."
        ),
        "given": Column(
            dtype=pl.String,
            private=Privacy.FILE,
            doc="The argument that it was found by: itself, a folder or a pattern.",
        ),
        "read": Column(dtype=pl.Boolean, doc="It was read as a capture."),
        "capture": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Key in captures; two files that hold the same octets, packed or not, share it and count once.",
            null="not read",
        ),
        "why": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Why it was not read: what it is instead of a capture, or what kept it from being opened.",
            null="read",
        ),
    },
)
