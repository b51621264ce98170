"""One request: where it goes, what it tells whom, and that it ends."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.errors import FetchError
from harness.sources.geo_connection import Deadline, Patience, is_loopback
from harness.sources.geo_http import ask, check_address
from harness.sources.geo_tokens import NO_CREDENTIALS, Credentials, Token
from tests.support.self_signed import self_signed
from tests.support.vendor import (
    File,
    Vendor,
    chunked_cut,
    drip_body,
    drip_head,
    redirect,
    silent,
    status,
    vendor,
)

pytestmark = pytest.mark.enable_socket

SECRET = "s3cr3t-k3y"
HEADER = Credentials(header=Token(f"Basic {SECRET}"))
QUERY = Credentials(query=Token(SECRET))


@pytest.fixture
def here() -> Iterator[Vendor]:
    with vendor() as made:
        made.files["/a"] = File(b"all of it")
        yield made


@pytest.fixture
def elsewhere() -> Iterator[Vendor]:
    with vendor() as made:
        made.files["/a"] = File(b"elsewhere")
        yield made


def get(url: str, credentials: Credentials = NO_CREDENTIALS, **patience: float) -> bytes:
    patient = Patience(**{"connect_s": 5, "silent_s": 5, "whole_s": 10, **patience})  # type: ignore[arg-type]
    deadline = Deadline(patient.whole_s)
    with ask(url, headers={}, credentials=credentials, patience=patient, deadline=deadline) as answer:
        octets = b""
        while piece := answer.read():
            octets += piece
        return octets


def test_a_file_comes_as_it_is_and_unpacked_on_the_way(here: Vendor) -> None:
    assert get(f"{here.url}/a") == b"all of it"
    assert here.asked("accept-encoding") == ["identity"]
    assert here.asked("authorization") == [None]


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_carries_no_credentials(
    here: Vendor, elsewhere: Vendor, code: int
) -> None:
    here.acts["/start"] = [redirect(f"{elsewhere.url}/a", code)]
    assert get(f"{here.url}/start", HEADER) == b"elsewhere"
    assert here.asked("authorization") == [f"Basic {SECRET}"]
    assert elsewhere.asked("authorization") == [None]


def test_a_redirect_on_the_same_host_carries_them_on(here: Vendor) -> None:
    here.acts["/start"] = [redirect("/a")]
    get(f"{here.url}/start", HEADER)
    assert here.asked("authorization") == [f"Basic {SECRET}"] * 2


def test_a_way_back_through_another_host_carries_none(here: Vendor, elsewhere: Vendor) -> None:
    here.acts["/start"] = [redirect(f"{elsewhere.url}/on")]
    elsewhere.acts["/on"] = [redirect(f"{here.url}/a")]
    assert get(f"{here.url}/start", HEADER) == b"all of it"
    assert here.asked("authorization") == [f"Basic {SECRET}", None]


def test_another_name_of_the_same_machine_is_another_host(here: Vendor) -> None:
    here.acts["/start"] = [redirect(f"http://localhost:{here.port}/a")]
    get(f"{here.url}/start", HEADER)
    assert here.asked("authorization") == [f"Basic {SECRET}", None]


def test_a_token_in_the_query_goes_to_the_first_address_alone(here: Vendor, elsewhere: Vendor) -> None:
    here.acts[f"/start?token={SECRET}"] = [redirect("/on?signed=1")]
    here.acts["/on?signed=1"] = [redirect(f"{elsewhere.url}/a")]
    assert get(f"{here.url}/start", QUERY) == b"elsewhere"
    assert here.paths() == [f"/start?token={SECRET}", "/on?signed=1"]
    assert elsewhere.paths() == ["/a"]


def test_a_token_is_escaped_and_goes_behind_another_parameter(here: Vendor) -> None:
    here.files["/a?x=1&token=a%26b%3D"] = File(b"yes")
    assert get(f"{here.url}/a?x=1", Credentials(query=Token("a&b="))) == b"yes"


@pytest.mark.parametrize(
    ("location", "says"),
    [
        ("", "nowhere"),
        ("http://files.example/a", "only https"),
        ("ftp://127.0.0.1/a", "only https"),
        ("file:///etc/passwd", "give an address"),
        ("http://me:pw@127.0.0.1/a", "without user"),
        ("http://[::1/a", "no address"),
    ],
)
def test_a_redirect_that_leads_where_nothing_is_asked(here: Vendor, location: str, says: str) -> None:
    here.acts["/start"] = [redirect(location)]
    with pytest.raises(FetchError, match=says) as told:
        get(f"{here.url}/start", HEADER)
    assert "pw" not in str(told.value)
    assert not told.value.again


def test_redirects_end(here: Vendor) -> None:
    here.acts["/start"] = [redirect("/start")] * 20
    with pytest.raises(FetchError, match="more than 5 times"):
        get(f"{here.url}/start")
    assert len(here.seen) == 6


@pytest.mark.parametrize(
    ("code", "again", "says"),
    [
        (400, False, "understand"),
        (401, False, "does not accept the account, key or token"),
        (403, False, "refuses"),
        (404, False, "no such file"),
        (418, False, "refuses"),
        (429, True, "too often"),
        (500, True, "fault"),
        (503, True, "not ready"),
        (204, False, "refuses"),
    ],
)
def test_a_status_without_a_file_is_told(here: Vendor, code: int, again: bool, says: str) -> None:
    here.acts["/start"] = [status(code)]
    with pytest.raises(FetchError, match=says) as told:
        get(f"{here.url}/start", HEADER)
    assert (told.value.status, told.value.again) == (code, again)
    assert SECRET not in str(told.value) + repr(told.value)


def test_a_server_that_says_nothing_is_given_up(here: Vendor) -> None:
    here.acts["/start"] = [silent]
    with pytest.raises(FetchError, match="too long") as told:
        get(f"{here.url}/start", silent_s=0.2)
    assert told.value.again


@pytest.mark.parametrize("act", [drip_head, drip_body, silent])
def test_the_whole_has_an_end_though_something_comes_now_and_then(here: Vendor, act: object) -> None:
    here.acts["/start"] = [act]  # type: ignore[list-item]
    began = time.monotonic()
    with pytest.raises(FetchError, match=r"took longer than 0\.6 s") as told:
        get(f"{here.url}/start", whole_s=0.6)
    assert not told.value.again
    assert time.monotonic() - began < 5


def test_a_chunk_that_breaks_off_is_no_end(here: Vendor) -> None:
    here.acts["/start"] = [chunked_cut]
    with pytest.raises(FetchError, match="broke off") as told:
        get(f"{here.url}/start")
    assert told.value.again


def test_a_server_that_is_not_there() -> None:
    with vendor() as gone:
        url = gone.url
    with pytest.raises(FetchError, match="cannot be reached") as told:
        get(f"{url}/a")
    assert told.value.again


def test_no_proxy_stands_between_this_machine_and_itself(
    here: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert get(f"{here.url}/a", HEADER) == b"all of it"


def test_a_proxy_is_asked_for_the_host_and_told_no_credentials(
    here: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", here.url.replace("//", f"//me:{SECRET}@"))
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(FetchError) as told:
        get("https://vendor.example/a", HEADER)
    assert here.paths() == ["vendor.example:443"]
    assert here.asked("authorization") == [None]
    assert SECRET not in str(told.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://files.example/a",
        "http://127.0.0.1.files.example/a",
        "ftp://127.0.0.1/a",
        "file:///etc/passwd",
        "https://user:pw@files.example/a",
        "https:///a",
        "files.example/a",
        "https://files.example:port/a",
        "https://files.example/a b",
        "https://files.example/a\r\nX: y",
    ],
)
def test_addresses_that_are_not_asked(url: str) -> None:
    with pytest.raises(FetchError) as told:
        check_address(url)
    assert "pw" not in str(told.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "localhost.example", "2001:db8::1", "::ffff:192.0.2.1", ""])
def test_another_machine(host: str) -> None:
    assert not is_loopback(host)


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[tuple[Vendor, Path]]:
    """A server with TLS, and the certificate that it signed itself."""
    pem = tmp_path / "server.pem"
    pem.write_bytes(self_signed())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with vendor(context) as made:
        made.files["/a"] = File(b"sealed")
        yield made, pem


def test_a_certificate_that_nobody_vouches_for_is_not_accepted(sealed: tuple[Vendor, Path]) -> None:
    with pytest.raises(FetchError, match="certificate is not accepted") as told:
        get(f"https://127.0.0.1:{sealed[0].port}/a", HEADER)
    assert not told.value.again
    assert sealed[0].seen == []


def test_one_that_the_system_vouches_for_is(
    sealed: tuple[Vendor, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(sealed[1]))
    assert get(f"https://127.0.0.1:{sealed[0].port}/a", HEADER) == b"sealed"


def test_a_redirect_never_leaves_tls(
    sealed: tuple[Vendor, Path], here: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(sealed[1]))
    sealed[0].acts["/start"] = [redirect(f"{here.url}/a")]
    with pytest.raises(FetchError, match="from https to http"):
        get(f"https://127.0.0.1:{sealed[0].port}/start", HEADER)
    assert here.seen == []


def test_tls_that_drips_has_an_end_too(sealed: tuple[Vendor, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(sealed[1]))
    sealed[0].acts["/start"] = [drip_body]
    with pytest.raises(FetchError, match="took longer"):
        get(f"https://127.0.0.1:{sealed[0].port}/start", whole_s=0.8)
