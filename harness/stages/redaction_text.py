"""A key and what is private in, pseudonyms and texts without private values out.

A pseudonym is the kind of the value and the first 50 bits of HMAC-SHA-256 (RFC 2104) of it under the key, in base32
(RFC 4648 §6): the same value has the same one wherever it stands, and without the key a guess cannot be confirmed.
A million values have two with one pseudonym with a probability of 1 in 2,000.
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest
from typing import Final

import polars as pl

from harness.model.privacy import PRIVATE_KEYS, KeyOrigin, Privacy, Redaction
from harness.stages.redaction_forms import Forms
from harness.stages.redaction_known import Known, is_private_name, last_part

_LETTERS: Final = 10
_KEY_ID: Final = b"harness: id of a key of pseudonyms"
_PORT: Final = re.compile(r"^(\[?)([^\]]+?)(\]?:\d+)?$")


def pseudonym(key: bytes, kind: str, value: str) -> str:
    """The pseudonym of a value.

    >>> pseudonym(b"k" * 32, "mac", "020000000001")
    'mac-szdawtm4a5'
    """
    told = digest(key, f"{kind}\0{value}".encode("utf-8", "surrogatepass"), "sha256")
    return f"{kind}-{b32encode(told).decode('ascii').lower()[:_LETTERS]}"


def key_id(key: bytes) -> str:
    """Tells keys apart and nothing else of them."""
    return digest(key, _KEY_ID, sha256).hex()[:_LETTERS]


def redaction_of(key: bytes, origin: KeyOrigin) -> Redaction:
    """What a result tells of how it was redacted."""
    return Redaction(key=origin, key_id=key_id(key))


@dataclass(frozen=True, slots=True)
class Redactor:
    """Texts with private values in, the same without them out."""

    key: bytes
    known: Known
    forms: Forms

    def texts(self, texts: Iterable[str], kind: Privacy) -> dict[str, str]:
        """What becomes of each text of one kind; those that stay as they are are left out."""
        distinct = sorted(set(texts))
        if kind is Privacy.FILE:
            last = {text: last_part(text) for text in distinct}
            told = self._within(sorted(set(last.values())))
            return {text: told[part] for text, part in last.items() if told[part] != text}
        whole = {text: found for text in distinct if (found := self._whole(text, kind)) is not None}
        rest = [text for text in distinct if text not in whole]
        put = whole | self._within(rest)
        return {text: new for text, new in put.items() if new != text}

    def keyed(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """What becomes of each value of a key."""
        by_kind: dict[Privacy, list[tuple[str, str]]] = {}
        for key, value in pairs:
            by_kind.setdefault(PRIVATE_KEYS.get(key, Privacy.IDENTIFIER), []).append((key, value))
        found: dict[tuple[str, str], str] = {}
        for kind, same in by_kind.items():
            told = self.texts((value for _, value in same), kind)
            found |= {pair: told[pair[1]] for pair in same if pair[1] in told}
        return found

    def _whole(self, text: str, kind: Privacy) -> str | None:
        """What stands in place of a whole text; None: what is private within it is replaced."""
        match kind:
            case Privacy.PUBLIC:
                return text
            case Privacy.ADDRESS:
                return self._address(text)
            case Privacy.MAC:
                return self.forms.mac(text)
            case Privacy.IDENTIFIER:
                return pseudonym(self.key, self.known.words.get(text, "id"), text)
            case Privacy.NOTE:
                return pseudonym(self.key, "note", text)
            case Privacy.LEVELS:
                return "/".join(self._level(level) for level in text.split("/"))
            case Privacy.NAME if is_private_name(text, self.known.names):
                return self.forms.name(text)
            case _:
                return None

    def _address(self, text: str) -> str | None:
        """An address, perhaps with a port."""
        found = _PORT.match(text) if text.count(":") == 1 or text.startswith("[") else None
        opening, bare, end = found.groups("") if found else ("", text, "")
        told = self.forms.address(bare)
        return None if told == bare else f"{opening}{told}{end}"

    def _level(self, level: str) -> str:
        """One level of a path or topic; wildcards and empty ones are no names."""
        return level if level in ("", "+", "#") else pseudonym(self.key, "part", level)

    def _within(self, texts: list[str]) -> dict[str, str]:
        """Texts in which every known word and everything of a private form is replaced."""
        if not texts:
            return {}
        put = self._replacements()
        found = pl.Series(texts, dtype=pl.String)
        if put:
            found = found.str.replace_many(
                list(put), list(put.values()), ascii_case_insensitive=True, leftmost=True
            )
        return {text: self._marked(self.forms.within(told)) for text, told in zip(texts, found, strict=True)}

    def _marked(self, text: str) -> str:
        """Replace names of machine and user where they stand alone."""
        for mark, kind in self.known.marks:
            if mark in text.lower():
                alone = rf"(?<![A-Za-z0-9]){re.escape(mark)}(?![A-Za-z0-9])"
                text = re.sub(alone, pseudonym(self.key, kind, mark), text, flags=re.IGNORECASE)
        return text

    def _replacements(self) -> dict[str, str]:
        """Longest first: of two that begin at one place the longer is meant."""
        put: Mapping[str, str] = dict(self.known.files) | {
            word: pseudonym(self.key, kind, word) for word, kind in self.known.words.items()
        }
        return dict(sorted(put.items(), key=lambda item: (-len(item[0]), item[0])))
