"""Named groups of countries that claims may use, with where each list comes from.

A group is only a shorthand: verdicts list its countries. Hong Kong and Macau are
separate codes in ISO 3166-1 and in every locator; whether "China" means them is for the
claim's author to say, so there is a group with them and one without.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class CountryGroup:
    """A named list of countries."""

    codes: tuple[str, ...]
    """ISO 3166-1 alpha-2, sorted."""
    source: str


_EU = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL",
    "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip

COUNTRY_GROUPS: Mapping[str, CountryGroup] = MappingProxyType(
    {
        "mainland-china": CountryGroup(("CN",), "ISO 3166-1: CN without HK, MO and TW"),
        "prc-with-sars": CountryGroup(
            ("CN", "HK", "MO"), "ISO 3166-1: CN and its special administrative regions"
        ),
        "us-countries-of-concern": CountryGroup(
            ("CN", "CU", "HK", "IR", "KP", "MO", "RU", "VE"),
            "28 CFR 202.601 with 202.211: China with Hong Kong and Macau, Cuba, Iran, North Korea, Russia, Venezuela",
        ),
        "eu": CountryGroup(_EU, "Treaty on European Union, article 52: the 27 members"),
        "eea": CountryGroup(
            tuple(sorted((*_EU, "IS", "LI", "NO"))),
            "Agreement on the European Economic Area: the 27 members of the EU, Iceland, Liechtenstein, Norway",
        ),
        "five-eyes": CountryGroup(("AU", "CA", "GB", "NZ", "US"), "UKUSA Agreement"),
    }
)

ALIASES: Mapping[str, str] = MappingProxyType({"china-hk-mo": "prc-with-sars"})
"""Names that groups had before, which old scenarios still use."""


def named_group(name: str) -> CountryGroup | None:
    """The built-in group of a name or alias.

    >>> named_group("china-hk-mo") is COUNTRY_GROUPS["prc-with-sars"]
    True
    """
    return COUNTRY_GROUPS.get(ALIASES.get(name, name))
