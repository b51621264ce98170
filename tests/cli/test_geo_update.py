"""`harness geo update` as a process of its own, against a server of this machine that stands for mirrors."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.cli import geo_update
from harness.errors import UsageError
from tests.support.place_files import AWS, MMDB
from tests.support.repository import ROOT
from tests.support.vendor import File, Handler, Vendor, page, status, vendor

pytestmark = pytest.mark.enable_socket

PROGRAM = """
import sys
from harness.cli import geo_update, main
from tests.support import geo_importer
sys.modules["harness.sources.geo_import"] = geo_importer
main.chosen = lambda arguments: (geo_update, list(arguments))
sys.exit(main.main())
"""
"""The program with its real entry point and an importer that reads nothing."""
SECRET = "s3cr3t-k3y"
MONTHLY = "/dbip-country-lite-2026-11.mmdb.gz"


@pytest.fixture
def mirror() -> Iterator[Vendor]:
    with vendor() as made:
        made.files |= {"/ip-ranges.json": File(AWS), MONTHLY: File(gzip.compress(MMDB, mtime=0))}
        yield made


def begin(*arguments: str | Path, **environment: str) -> subprocess.Popen[str]:
    variables = {name: value for name, value in os.environ.items() if not name.startswith("HARNESS_")}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        cwd=ROOT,
        env=variables | {"PYTHONPATH": str(ROOT)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(*arguments: str | Path, **environment: str) -> tuple[int, str, str]:
    with begin(*arguments, **environment) as process:
        out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def sources(mirror: Vendor) -> list[str]:
    """The command line for two sources of the mirror; the address holds what must not be shown."""
    mirror.files[f"/ip-ranges.json?sig={SECRET}"] = mirror.files["/ip-ranges.json"]
    return [
        "dbip-country",
        "aws-ranges",
        "--from-url",
        f"aws-ranges={mirror.url}/ip-ranges.json?sig={SECRET}",
        "--from-url",
        f"dbip-country={mirror.url}{MONTHLY}",
    ]


def test_two_sources_come_and_are_unchanged_the_next_time(mirror: Vendor, tmp_path: Path) -> None:
    into = tmp_path / "deep" / "geodata"
    code, out, err = run(*sources(mirror), "--into", into)
    packed = len(mirror.files[MONTHLY].octets)
    assert code == 0, err
    assert out.startswith(f"dbip-country: fetched: 2026-11-01 (vendor_stated), {packed:,} octets, SHA-256 ")
    assert out.splitlines()[1].startswith(
        f"aws-ranges: fetched: 2026-11-20 (vendor_stated), {len(AWS)} octets, SHA-256 "
    )
    told = err.splitlines()
    assert f"dbip-country: {mirror.url}{MONTHLY}; at most 67 MB; licence: CC-BY-4.0 (" in told[0]
    assert f"aws-ranges: {mirror.url}/ip-ranges.json; at most 34 MB; licence: none stated" in told[1]
    assert SECRET not in out + err
    assert sorted(str(path.relative_to(into)) for path in into.glob("[!.]*/*/*.parquet")) == [
        "aws-ranges/2026-11-20/aws-ranges.parquet",
        "dbip-country/2026-11-01/dbip-country.parquet",
    ]
    code, out, err = run(*sources(mirror), "--into", into)
    assert (code, out) == (
        0,
        "dbip-country: unchanged: 2026-11-01 is the newest\naws-ranges: unchanged: 2026-11-20 is the newest\n",
    )
    assert "0.0 MB last time, at most" in err
    assert mirror.asked("if-none-match") == [None, None, '"v1"', '"v1"']


def test_one_that_fails_leaves_the_others_and_is_told(mirror: Vendor, tmp_path: Path) -> None:
    mirror.acts[MONTHLY] = [page()]
    code, out, err = run(*sources(mirror), HARNESS_GEODATA=str(tmp_path))
    assert code == 4, err
    assert out.splitlines()[0] == "dbip-country: failed: what came is a web page, not the file"
    assert out.splitlines()[1].startswith("aws-ranges: fetched: ")
    assert (tmp_path / "aws-ranges").is_dir()
    assert not (tmp_path / "dbip-country").exists()


def stall(handler: Handler) -> None:
    """Send a part, and no more until the test is over."""
    handler.serve(1_000)
    handler.wfile.flush()
    handler.vendor.released.wait(30)


def test_ctrl_c_keeps_what_came_and_the_next_run_goes_on(mirror: Vendor, tmp_path: Path) -> None:
    mirror.acts[MONTHLY] = [stall]
    command = ("dbip-country", "--from-url", f"dbip-country={mirror.url}{MONTHLY}", "--into", tmp_path)
    part = tmp_path / ".update" / "dbip-country.0.part"
    with begin(*command) as first:
        try:
            wait_until(lambda: part.exists() and part.stat().st_size == 1_000)
            # Meanwhile the directory is the first one's.
            code, out, err = run(*command)
            assert (code, out) == (4, "")
            assert "another update is under way" in err
        finally:
            first.send_signal(signal.SIGINT)
        out, err = first.communicate(timeout=30)
    assert (first.returncode, out) == (130, "")
    assert err.endswith("stopped by Ctrl-C\n")
    code, out, err = run(*command)
    assert (code, out[:22]) == (0, "dbip-country: fetched:"), err
    assert mirror.asked("range") == [None, "bytes=1000-"]
    assert not part.exists()


def wait_until(done: object, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not done():  # type: ignore[operator]
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)


def test_wrong_usage_asks_nobody(mirror: Vendor, tmp_path: Path) -> None:
    code, out, err = run("azure-ranges", "geolite2-asn", "nothing", "--into", tmp_path / "x")
    assert (code, out) == (2, "")
    assert "harness: error: nothing: no such data set; there are dbip-country, " in err
    assert "azure-ranges: the address changes weekly" in err
    assert "geolite2-asn: needs HARNESS_MAXMIND_ACCOUNT and HARNESS_MAXMIND_KEY" in err
    assert not (tmp_path / "x").exists()


def test_a_dry_run_says_everything_and_does_nothing(tmp_path: Path) -> None:
    code, out, err = run("--dry-run", "--into", tmp_path / "x", HARNESS_IPINFO_TOKEN=SECRET)
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    lines = {line.partition(":")[0]: line for line in out.replace("\n    ", " ").splitlines()}
    assert "https://download.db-ip.com/free/dbip-country-lite-20" in lines["dbip-country"]
    assert "licence: CC-BY-SA-4.0 (https://ipinfo.io/lite)" in lines["ipinfo-lite"]
    assert "left out: needs HARNESS_MAXMIND_ACCOUNT" in lines["geolite2-country"]
    assert "`harness geo import" in lines["azure-ranges"]
    assert SECRET not in out
    assert not (tmp_path / "x").exists()


def test_tokens_of_a_file_that_others_may_read_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text(f"HARNESS_IPINFO_TOKEN={SECRET}\n")
    file.chmod(0o644)
    code, out, err = run("--dry-run", "--tokens", file)
    assert (code, out) == (2, "")
    assert "chmod 600" in err
    file.chmod(0o600)
    code, out, err = run("ipinfo-lite", "--dry-run", "--tokens", file)
    assert (code, out[:60]) == (0, "ipinfo-lite: https://ipinfo.io/data/ipinfo_lite.mmdb; at mos"), err
    assert SECRET not in out + err


def test_a_refusal_is_told_with_its_status_and_no_address(mirror: Vendor, tmp_path: Path) -> None:
    mirror.acts[f"/ip-ranges.json?sig={SECRET}"] = [status(403)]
    code, out, err = run(*sources(mirror)[1:4], "--into", tmp_path, HARNESS_DEBUG="1")
    assert (code, out) == (
        4,
        "aws-ranges: failed: the server refuses it; account, key, token or its terms (403)\n",
    )
    assert SECRET not in err


def test_options_stand_before_and_behind_sources() -> None:
    found = geo_update.request(["--into", "d", "a", "--from-url", "a=u", "b", "--from-url", "b=v"])
    assert (found.sources, found.into, found.mirrors) == (("a", "b"), "d", ("a=u", "b=v"))
    with pytest.raises(UsageError):
        geo_update.request(["--nothing"])
