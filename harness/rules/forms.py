"""The form of a rule file. Pydantic checks it, the loader tells its faults, ``docs/rules.md`` lists it.

Descriptions here are read by authors twice: in the field reference, and as the
mending half of the message for a missing key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from harness.model.protocols import Protocol
from harness.model.rules import RULE_ID, Category, Confidence, Kind, Status
from harness.rules import checks

MAX_RULES = 5000
MAX_NESTED = 16
"""Mappings below one ``any``, ``all`` or ``not``."""


def _checked(problem: Callable[[Any], str | None]) -> AfterValidator:
    """A validator that raises what the check says."""

    def check(value: Any) -> Any:
        if found := problem(value):
            raise ValueError(found)
        return value

    return AfterValidator(check)


def _id_problem(text: str) -> str | None:
    if RULE_ID.fullmatch(text):
        return None
    return f"'{text}' is no rule id: write 'operator.slug' in a-z, 0-9 and single '-', for example 'dji.mydjiflight'"


Host = Annotated[str, _checked(checks.host_problem)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
Operator = Annotated[Text, _checked(checks.placeholder_problem)]
Citation = Annotated[str, Field(min_length=8, max_length=300), _checked(checks.placeholder_problem)]
Word = Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=40)]
Seen = Annotated[
    Any,
    _checked(lambda value: None if value is None else checks.seen_problem(value)),
    Field(json_schema_extra={"words": "date"}),
]
Country = Annotated[str, _checked(checks.country_problem)] | None


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class MatchForm(_Form):
    """One of the names, prefixes and numbers holds; each narrowing key, ``any``, ``all`` and ``not`` hold besides."""

    host: list[Host] = Field(default=[], description="names that match exactly")
    suffix: list[Host] = Field(
        default=[], description="names that match themselves and every name below them"
    )
    domain: list[Annotated[str, _checked(checks.domain_problem)]] = Field(
        default=[], description="likewise, each a domain that somebody registered, by the Public Suffix List"
    )
    sni: list[Host] = Field(
        default=[], description="as suffix, told by a client's hello in flows of this very endpoint"
    )
    certificate: list[Host] = Field(
        default=[], description="as suffix, told by the certificate that the endpoint sent in clear"
    )
    cidr: list[Annotated[str, _checked(checks.cidr_problem)]] = Field(
        default=[], description="prefixes; one address is a /32 or /128"
    )
    asn: list[Annotated[int, _checked(checks.asn_problem)]] = Field(
        default=[], description="origin AS numbers; alone in hosting rules only"
    )
    oui: list[Annotated[str, _checked(checks.oui_problem)]] = Field(
        default=[], description="first 24, 28 or 36 bits of MACs, like 60:60:1F; device rules only"
    )
    port: list[Annotated[int, Field(ge=1, le=65535)]] = Field(
        default=[], description="narrows to server ports; none: any port"
    )
    transport: list[Literal["tcp", "udp", "sctp", "icmp", "icmpv6", "gre", "esp"]] = Field(
        default=[], description="narrows to transports; none: any transport"
    )
    alpn: list[Annotated[str, Field(min_length=1, max_length=40)]] = Field(
        default=[], description="narrows to where a client offered one of these in a hello, like h2"
    )
    protocol: list[Annotated[Protocol, Field(strict=False)]] = Field(
        default=[],
        description="narrows to where payloads show one of these (docs/names.md); anchors software rules",
        json_schema_extra={"words": "list of word"},
    )
    ja4: list[Annotated[str, _checked(checks.ja4_problem)]] = Field(
        default=[],
        description="narrows to where a hello has this fingerprint, whole or its first part; anchors software rules",
    )
    any: list[MatchForm] = Field(
        default=[], description="such mappings, at least one of which must hold too", max_length=MAX_NESTED
    )
    all: list[MatchForm] = Field(
        default=[], description="such mappings, all of which must hold too", max_length=MAX_NESTED
    )
    not_: list[MatchForm] = Field(
        default=[], alias="not", description="such mappings, none of which may hold", max_length=MAX_NESTED
    )


class ExamplesForm(_Form):
    """Checked whenever the file is: a name, an address, AS1234 or a MAC, then tcp/443, alpn=h2 and the like where the rule needs it."""

    positive: list[Text] = Field(min_length=1, description="at least one endpoint that the rule matches")
    negative: list[Text] = Field(
        min_length=1, description="at least one endpoint, close by, that it does not match"
    )


class RuleForm(_Form):
    """One entry of ``rules``."""

    id: Annotated[str, _checked(_id_problem)] = Field(
        description="permanent id, the file's name, a dot and a slug; never renamed or reused, only retired"
    )
    kind: Annotated[Kind, Field(strict=False)] = Field(
        description="service: who runs the service; hosting: who hosts or routes the address; software: whose program speaks; "
        "device: who made the device"
    )
    match: MatchForm = Field(description="what it matches, for example {suffix: [dji.com]}")
    operator: Operator | None = Field(
        default=None, description="who runs or hosts it, where not the file's operator"
    )
    control_country: Country = Field(
        default=None, description="country of legal control over that operator; only beside 'operator'"
    )
    category: Annotated[Category, Field(strict=False)] = Field(description="what the endpoint is for")
    data_expected: list[Word] = Field(
        default=[], description="what is expected to be sent, as words_like_this"
    )
    reasoning: Annotated[str, Field(min_length=20, max_length=400)] = Field(
        description="one sentence that says why this rule is right and where it could be wrong"
    )
    sources: list[Citation] = Field(
        min_length=1, description="at least one short citation with a version or date"
    )
    confidence: Annotated[Confidence, Field(strict=False)] = Field(description="what the rule rests on")
    status: Annotated[Status, Field(strict=False)] = Field(
        default=Status.ACTIVE, description="retired: the id stays taken, the rule matches nothing"
    )
    first_seen: Seen = Field(
        default=None, description="when the sources first tell of it: a year, month or day, like 2024-06"
    )
    last_seen: Seen = Field(default=None, description="when they last tell of it, likewise")
    examples: ExamplesForm = Field(description="a positive and a negative list")


class FileForm(_Form):
    """The top of a file; each entry of ``rules`` is checked by itself."""

    operator: Operator = Field(description="who runs or hosts what the rules of this file match")
    control_country: Country = Field(
        description="ISO 3166-1 alpha-2 code of legal control over the operator, null if not established"
    )
    about: Annotated[str, Field(max_length=1000)] = Field(
        default="", description="what a reader should know of the operator"
    )
    rules: list[Any] = Field(min_length=1, max_length=MAX_RULES, description="the rules, at least one")
