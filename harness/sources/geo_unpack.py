"""A fetched file in; the file inside it out, if it is one of the form that the recipe says.

What is fetched is hostile: a web page instead of the file, an archive that names places outside its folder, a small file
that expands without end. Names in an archive are never used, expansion is bounded, and the first octets have to be those
of the form. Whether all that follows is well-formed is for the importer to say.
"""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Final

from harness.errors import ReferenceDataError
from harness.sources.geo_recipe import Form, Recipe, Wrapping

_HEAD_OCTETS: Final = 4_096
_PIECE_OCTETS: Final = 1 << 18
_MOST_MEMBERS: Final = 100
_MMDB_MARKER: Final = b"\xab\xcd\xefMaxMind.com"
_MMDB_TAIL_OCTETS: Final = 128 << 10
"""The metadata section stands in the last 128 KiB (MaxMind DB file format 2.0)."""
_GZIP_MAGIC: Final = b"\x1f\x8b\x08"
"""RFC 1952 §2.3.1, with the only method there is."""
_WEB_PAGE: Final = re.compile(rb"(?i)<(?:!doctype|html|head|body|\?xml)")
_ADDRESS: Final = rb"[0-9A-Fa-f:.]{2,45}"
_LINE_OF: Final[Mapping[Form, re.Pattern[bytes]]] = MappingProxyType(
    {
        Form.DELEGATED: re.compile(rb"[0-9.]+\|[a-z]+\|[^|\n]*\|[0-9]*\|"),
        Form.TSV: re.compile(_ADDRESS + rb"\t" + _ADDRESS + rb"\t[0-9]+\t"),
        Form.CSV: re.compile(_ADDRESS + rb"/[0-9]{1,3},"),
        Form.PREFIXES: re.compile(_ADDRESS + rb"/[0-9]{1,3}\s"),
        Form.JSON: re.compile(rb"\{"),
    }
)
"""What the first line that is neither blank nor a comment begins with."""
_BROKEN: Final = (OSError, EOFError, zlib.error, tarfile.TarError, ValueError, OverflowError, IndexError)
"""What gzip and tarfile raise on octets that are none of theirs."""


class _Bounded(io.RawIOBase):
    """A stream that ends with a fault once more octets came than may."""

    def __init__(self, inner: IO[bytes] | gzip.GzipFile, most: int) -> None:
        super().__init__()
        self._inner = inner
        self._most = most
        self._left = most

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        octets = self._inner.read(min(size, _PIECE_OCTETS) if size >= 0 else _PIECE_OCTETS)
        self._left -= len(octets)
        if self._left < 0:
            raise ReferenceDataError(
                f"expands to more than {self._most:,} octets, the most that a file of this kind may have"
            )
        return octets


def unpack(fetched: Path, recipe: Recipe, into: Path) -> Path:
    """Unwrap a file and check that it is what the recipe says.

    Args:
        fetched: The file as it came; is used up where nothing is wrapped around it.
        recipe: What it should be.
        into: Folder for the file inside.

    Returns:
        The file inside, named after the source.

    Raises:
        ReferenceDataError: It is something else, broken, or too large; nothing is left of what was unwrapped.
    """
    target = into / f"{recipe.source}.{recipe.form.value}"
    target.unlink(missing_ok=True)
    _check_head(fetched, recipe)
    try:
        if recipe.wrapping is Wrapping.NONE:
            fetched.replace(target)
        else:
            _unwrap(fetched, recipe, target)
        check_form(target, recipe.form)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return target


def _check_head(fetched: Path, recipe: Recipe) -> None:
    """Tell apart what servers send instead of a file."""
    with fetched.open("rb") as file:
        head = file.read(_HEAD_OCTETS)
    if not head.strip():
        raise ReferenceDataError("what came is empty")
    if _WEB_PAGE.match(head.lstrip(b"\xef\xbb\xbf \t\r\n")):
        raise ReferenceDataError("what came is a web page, not the file")
    if recipe.wrapping is not Wrapping.NONE and not head.startswith(_GZIP_MAGIC):
        raise ReferenceDataError("what came is not packed by gzip, as that file is")


def _unwrap(fetched: Path, recipe: Recipe, target: Path) -> None:
    try:
        with gzip.open(fetched, "rb") as inner, target.open("xb") as file:
            stream = _Bounded(inner, recipe.expanded_octets)
            if recipe.wrapping is Wrapping.TAR_GZIP:
                _copy_member(stream, f".{recipe.form.value}", file)
                _copy(stream, None)  # to the end, where gzip's checksum is
            else:
                _copy(stream, file)
    except ReferenceDataError:
        raise
    except _BROKEN as fault:
        raise ReferenceDataError(f"what came is cut or broken inside ({type(fault).__name__})") from None


def _copy_member(stream: _Bounded, ending: str, file: IO[bytes]) -> None:
    """Copy the only regular file whose name ends so; names are compared and never used as paths."""
    found = 0
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for number, member in enumerate(archive):
            if number >= _MOST_MEMBERS:
                raise ReferenceDataError(f"the archive has more than {_MOST_MEMBERS} members")
            if not member.isreg() or not member.name.endswith(ending):
                continue
            found += 1
            content = archive.extractfile(member)
            if found == 1 and content is not None:
                _copy(content, file)
    if found != 1:
        raise ReferenceDataError(f"the archive holds {found} files that end in {ending}, and should hold one")


def _copy(stream: _Bounded | IO[bytes], file: IO[bytes] | None) -> None:
    while octets := stream.read(_PIECE_OCTETS):
        if file is not None:
            file.write(octets)


def check_form(path: Path, form: Form) -> None:
    """Check the marks of a form.

    Raises:
        ReferenceDataError: They are missing.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_OCTETS)
        if not head.strip():
            raise ReferenceDataError("the file inside is empty")
        if form is Form.MMDB:
            size = file.seek(0, io.SEEK_END)
            file.seek(max(0, size - _MMDB_TAIL_OCTETS))
            good = _MMDB_MARKER in file.read()
        else:
            good = _LINE_OF[form].match(_first_line(head)) is not None
    if not good:
        raise ReferenceDataError(f"the file inside is not {_NAMED[form]}")


def _first_line(head: bytes) -> bytes:
    """From the first line on that says something."""
    lines = head.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    said = (line.lstrip() for line in lines)
    return next((line for line in said if line and not line.startswith(b"#")), b"") + b"\n"


_NAMED: Final[Mapping[Form, str]] = MappingProxyType(
    {
        Form.MMDB: "a MaxMind DB: its metadata are missing, so it is another file, or cut",
        Form.JSON: "a JSON object",
        Form.DELEGATED: "in the exchange format of the registries",
        Form.TSV: "a table of address ranges",
        Form.CSV: "a table that begins with a prefix",
        Form.PREFIXES: "a list of prefixes",
    }
)
