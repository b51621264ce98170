"""Tokens come from two places, and are shown in none."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.sources.geo_recipes import IPINFO_TOKEN, MAXMIND_ACCOUNT, MAXMIND_KEY, RECIPES
from harness.sources.geo_tokens import NO_CREDENTIALS, Token, credentials, missing, read_tokens

SECRET = "s3cr3t-k3y"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tokens"
    path.write_text(f"# mine\n\n{MAXMIND_ACCOUNT} = 12345\n{MAXMIND_KEY}={SECRET}=\n")
    path.chmod(0o600)
    return path


def revealed(tokens: dict[str, Token]) -> dict[str, str]:
    return {name: token.reveal() for name, token in tokens.items()}


def test_a_file_that_is_the_users_alone_is_read(file: Path) -> None:
    assert revealed(read_tokens({}, file)) == {MAXMIND_ACCOUNT: "12345", MAXMIND_KEY: f"{SECRET}="}


def test_the_environment_goes_before_it(file: Path) -> None:
    found = read_tokens({MAXMIND_KEY: "other", IPINFO_TOKEN: "", "HOME": SECRET}, file)
    assert revealed(found) == {MAXMIND_ACCOUNT: "12345", MAXMIND_KEY: "other"}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o601, 0o777])
def test_a_file_that_others_can_reach_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(UsageError, match="chmod 600") as told:
        read_tokens({}, file)
    assert SECRET not in str(told.value)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_tokens({}, tmp_path / "missing")
    with pytest.raises(UsageError, match="cannot be read"):
        read_tokens({}, tmp_path)


@pytest.mark.parametrize("line", [SECRET, f"OTHER={SECRET}", f"export {MAXMIND_KEY}={SECRET}"])
def test_a_line_of_another_form_is_told_without_its_text(file: Path, line: str) -> None:
    file.write_text(f"\n{line}\n")
    with pytest.raises(UsageError, match=":2: write NAME=VALUE") as told:
        read_tokens({}, file)
    assert SECRET not in str(told.value)


@pytest.mark.parametrize("value", [f"{SECRET}\r\nX-Other: 1", f"{SECRET} ", "ä" + SECRET, SECRET * 99])
def test_a_value_that_would_change_a_request_is_refused(value: str) -> None:
    with pytest.raises(UsageError, match=MAXMIND_KEY) as told:
        read_tokens({MAXMIND_KEY: value}, None)
    assert SECRET not in str(told.value)


def test_a_token_shows_itself_in_no_text() -> None:
    token = Token(SECRET)
    said = credentials(RECIPES["ipinfo-lite"], {IPINFO_TOKEN: token})
    assert SECRET not in f"{token} {token!r} {[token]} {said} {said!r}"


def test_each_recipe_says_what_its_server_asks_for() -> None:
    tokens = read_tokens({MAXMIND_ACCOUNT: "12345", MAXMIND_KEY: SECRET, IPINFO_TOKEN: "t"}, None)
    basic = credentials(RECIPES["geolite2-asn"], tokens)
    assert basic.query is None
    assert basic.header is not None
    scheme, _, packed = basic.header.reveal().partition(" ")
    assert (scheme, b64decode(packed).decode()) == ("Basic", f"12345:{SECRET}")
    query = credentials(RECIPES["ipinfo-lite"], tokens)
    assert query.header is None
    assert query.query is not None
    assert query.query.reveal() == "t"
    assert credentials(RECIPES["iptoasn"], tokens) == NO_CREDENTIALS


def test_what_is_missing_is_named() -> None:
    assert missing(RECIPES["geolite2-country"], {MAXMIND_ACCOUNT: Token("1")}) == [MAXMIND_KEY]
    assert missing(RECIPES["dbip-country"], {}) == []
