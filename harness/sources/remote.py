"""URLs -> octets as a stream, folders and patterns -> URLs: by fsspec, which the extra ``cluster`` brings.

Read once from front to back, like standard input: what was hashed and parsed is what came, and the digest is
the evidence of it. A file behind http or https is fetched by one request, as it lies there; of other file systems, fsspec
asks for one range after the other. Where reading fails part-way, what came before counts and the fault is told.

Access is fsspec's to settle: its own configuration, environment variables and profiles. What it says of a fault
may hold the URL with its secrets, so only kinds of faults are told, never its words.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from harness.errors import CaptureError
from harness.sources.urls import is_chained, is_pattern, is_web, shown

CONNECT_S: Final = 30
"""Time to reach a web server."""
SILENT_S: Final = 120
"""A web server that sends nothing for so long is gone."""
_FAULTS: Final = (
    ("aiohttp", "ClientError"),
    ("botocore.exceptions", "BotoCoreError"),
    ("botocore.exceptions", "ClientError"),
)
"""Faults of file systems that are no OSError, where they are loaded."""
_UNTOLD: Final = (OSError, ValueError, RuntimeError, EOFError)


class Remote:
    """A file behind a URL, opened when it is first read; see ``Readable``."""

    def __init__(self, url: str) -> None:
        """Ask for the file, not yet for its octets.

        Raises:
            CaptureError: There is no such file, or no way to it; without the URL.
        """
        self._system, self._path = _system(url)
        self._web = is_web(url)
        try:
            about = self._system.info(self._path)
        except faults() as error:
            raise CaptureError(why_not(error)) from None
        if about.get("type") == "directory":
            raise CaptureError("is a directory without a capture in it")
        size = about.get("size")
        self.size: int | None = size if isinstance(size, int) else None
        """Octets by what the server says; None where it does not."""
        self.problem: str | None = None
        """Why reading ended early; None where it did not."""
        self._file: Any = None
        self._rest = b""
        self._came = 0

    def readinto(self, buffer: memoryview, /) -> int:
        """Read on; 0 at the end, and where the file cannot be read further."""
        if self.problem is None:
            octets = self._next(len(buffer))
        else:
            octets, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(octets)] = octets
        return len(octets)

    def _next(self, count: int) -> bytes:
        """Some octets; where reading fails, those that had come by then."""
        try:
            if self._file is None:
                self._file = self._system.open(self._path, "rb", **_stream_options(web=self._web))
            octets: bytes = self._file.read(count)
        except faults() as error:
            octets = _waiting(self._file)
            self._came += len(octets)
            self.problem = f"reading failed after {self._came:,} octets: {why_not(error)}"
            self._rest = octets[count:]
            return octets[:count]
        self._came += len(octets)
        if not octets and self.size is not None and self._came < self.size:
            self.problem = f"only {self._came:,} of {self.size:,} octets came"
        return octets

    def close(self) -> None:
        """Let it go."""
        if self._file is not None:
            self._file.close()


def below(url: str) -> Iterator[str] | None:
    """URLs of the files in a folder or behind a pattern; None for anything else, a missing file too.

    Raises:
        CaptureError: The file system cannot be reached or cannot list; without the URL.
    """
    pattern = is_pattern(url)
    if is_web(url) and not pattern and not urlsplit(url).path.endswith("/"):
        return None  # asking a web server for a list is fetching the file
    system, path = _system(url)
    try:
        if pattern:
            found = system.glob(path)
        elif system.isdir(path):
            found = system.find(path)
        else:
            return None
        files = [one for one in sorted(found) if not (pattern and system.isdir(one))]
    except faults() as error:
        raise CaptureError(f"cannot be listed: {why_not(error)}") from None
    return (_url_of(system, one, url) for one in files)


def _waiting(file: Any) -> bytes:
    """Octets that aiohttp had received when a connection broke, and gives no more; none where it keeps them elsewhere."""
    content = getattr(getattr(file, "r", None), "content", None)
    octets = b"".join(getattr(content, "_buffer", ()))
    return octets[getattr(content, "_buffer_offset", 0) :]


def why_not(error: BaseException) -> str:
    """What kind of fault it is. Its own words are not told: they may hold the URL."""
    status = getattr(error, "status", None) or getattr(error.__cause__, "status", None)
    if isinstance(status, int):
        return f"the server answered {status}"
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    if isinstance(cause, ConnectionError):
        return "the server cannot be reached, or broke off"
    if isinstance(cause, TimeoutError):
        return "the server took too long"
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, PermissionError):
        return "not readable with these rights"
    if isinstance(error, OSError) and error.errno is not None and error.strerror:
        return f"{type(error).__name__}, error {error.errno}"
    return f"{type(error).__name__}"


def faults() -> tuple[type[BaseException], ...]:
    """What reading behind a URL may raise, by the packages that are loaded."""
    found = [getattr(sys.modules.get(module), name, None) for module, name in _FAULTS]
    return (*_UNTOLD, *(fault for fault in found if fault is not None))


def _system(url: str) -> tuple[Any, str]:
    """The file system of a URL, and the path in it.

    Raises:
        CaptureError: It takes a package that is not installed, or is of no known kind.
    """
    scheme = url.partition("://")[0].lower()
    if is_chained(url):
        raise CaptureError("names one file system inside another, and those are not read; fetch it first")
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - optional, and slow to import
    except ImportError:
        raise CaptureError(
            "is a URL, and the package for those is not installed: pip install 'harness[cluster]', or fetch it and pass the file"
        ) from None
    try:
        system, path = url_to_fs(url, **(_web_options() if is_web(url) else {}))
    except ImportError:
        raise CaptureError(
            f"{scheme}:// takes a package that is not installed: pip install 'harness[cluster]', or see fsspec's list"
        ) from None
    except faults() as error:
        raise CaptureError(f"{scheme}:// cannot be opened: {why_not(error)}") from None
    return system, str(path)


def _web_options() -> dict[str, Any]:
    """As it lies there, for as long as it takes, through the proxy that the environment names."""
    from aiohttp import ClientTimeout  # noqa: PLC0415 - optional

    timeout = ClientTimeout(total=None, sock_connect=CONNECT_S, sock_read=SILENT_S)
    client = {"timeout": timeout, "trust_env": True}
    return {"headers": {"Accept-Encoding": "identity"}, "client_kwargs": client}


def _stream_options(*, web: bool) -> dict[str, Any]:
    return {"block_size": 0} if web else {"cache_type": "readahead"}


def _url_of(system: Any, path: str, given: str) -> str:
    """The URL of a file that was found, with what leads to the same file system."""
    if "://" in path:
        return path
    found = str(system.unstrip_protocol(path))
    if _system(found)[0] is system:
        return found
    parts = urlsplit(given)
    return f"{parts.scheme}://{parts.netloc}/{path.lstrip('/')}"


def start_of(url: str) -> Remote:
    """A file to look at, for whether it is a capture; close it then.

    Raises:
        CaptureError: It cannot be opened; with the URL as it may be shown.
    """
    try:
        return Remote(url)
    except CaptureError as error:
        raise CaptureError(f"{shown(url)}: {error}") from None
