"""Which sources are fetched from where, and what is said of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from harness.cli.geo_update_choice import announced, chosen, told
from harness.errors import UsageError
from harness.sources.geo_recipes import IPINFO_TOKEN, MAXMIND_ACCOUNT, MAXMIND_KEY, RECIPES
from harness.sources.geo_tokens import Token

TODAY = date(2027, 1, 2)
ALL_TOKENS = {name: Token("t") for name in (IPINFO_TOKEN, MAXMIND_ACCOUNT, MAXMIND_KEY)}
MIRROR = "https://mirror.example/"


def names(*given: str, mirrors: tuple[str, ...] = (), tokens: dict[str, Token] | None = None) -> list[str]:
    return [job.recipe.source for job in chosen(given, mirrors, tokens or {}).jobs]


def test_without_names_all_are_fetched_that_can_be() -> None:
    open_to_all = [one.source for one in RECIPES.values() if one.addresses and not one.tokens]
    assert names() == open_to_all
    assert names(tokens=ALL_TOKENS) == [one.source for one in RECIPES.values() if one.addresses]
    assert dict(chosen((), (), ALL_TOKENS).left_out) == {"azure-ranges": RECIPES["azure-ranges"].by_hand}


def test_names_are_taken_once_and_in_the_order_of_the_recipes() -> None:
    assert names("iptoasn", "dbip-country", "iptoasn") == ["dbip-country", "iptoasn"]


def test_a_mirror_takes_the_place_of_the_vendor() -> None:
    (job,) = chosen(["ipinfo-lite"], [f"ipinfo-lite={MIRROR}a=b"], {}).jobs
    assert (job.addresses, job.mirror) == ((f"{MIRROR}a=b",), True)
    (job,) = chosen(["ipinfo-lite"], [], ALL_TOKENS).jobs
    assert (job.addresses, job.mirror) == (RECIPES["ipinfo-lite"].addresses, False)


def test_a_source_of_several_files_has_a_mirror_of_as_many() -> None:
    mirrors = (f"cloudflare-ranges={MIRROR}4", f"cloudflare-ranges={MIRROR}6")
    (job,) = chosen(["cloudflare-ranges"], mirrors, {}).jobs
    assert job.addresses == (f"{MIRROR}4", f"{MIRROR}6")
    with pytest.raises(UsageError, match=r"2 file\(s\), and 1 address"):
        names("cloudflare-ranges", mirrors=mirrors[:1])


def test_what_has_no_lasting_address_can_have_a_mirror() -> None:
    assert names("azure-ranges", mirrors=(f"azure-ranges={MIRROR}tags.json",)) == ["azure-ranges"]


def test_every_fault_is_told_at_once_and_no_address() -> None:
    mirrors = (
        "dbip-country=http://mirror.example/?key=s3cr3t",
        "iptoasn=https://me:s3cr3t@mirror.example/",
        "https://mirror.example/s3cr3t",
        f"aws-ranges={MIRROR}",
    )
    with pytest.raises(UsageError) as fault:
        chosen(["dbip-country", "iptoasn", "geolite2-asn", "nothing"], mirrors, {})
    lines = str(fault.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "nothing",
        "--from-url dbip-country",
        "--from-url iptoasn",
        "--from-url",
        "--from-url aws-ranges",
        "geolite2-asn",
        "try `harness geo update --help`",
    ]
    assert "s3cr3t" not in str(fault.value)


def test_months_are_said_as_they_are_asked_for(tmp_path: Path) -> None:
    (job,) = chosen(["dbip-country"], [], {}).jobs
    said = announced(job, tmp_path, TODAY)
    assert "/dbip-country-lite-2027-01.mmdb.gz, or of 2026-12; at most 67 MB; licence: CC-BY-4.0" in said


def test_secrets_of_a_mirror_are_not_said(tmp_path: Path) -> None:
    choice = chosen(["iptoasn"], [f"iptoasn={MIRROR}a.gz?key=s3cr3t#s3cr3t"], {})
    (said,) = told(choice, tmp_path, TODAY)
    assert f"iptoasn: {MIRROR}a.gz; " in said
    assert "s3cr3t" not in said


def test_each_of_several_files_has_the_bound(tmp_path: Path) -> None:
    (job,) = chosen(["rir-delegated"], [], {}).jobs
    assert "at most 134 MB each" in announced(job, tmp_path, TODAY)
