"""The form of a rule file. Pydantic checks it, the loader tells its faults, ``docs/rules.md`` lists it.

Descriptions here are read by authors twice: in the field reference, and as the
mending half of the message for a missing key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from harness.model.rules import RULE_ID, Category, Confidence, Kind, Status
from harness.rules import checks

MAX_RULES = 5000


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
Country = Annotated[str, _checked(checks.country_problem)] | None


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class MatchForm(_Form):
    """Any of host, suffix, cidr and asn matches; port and transport narrow all of them."""

    host: list[Host] = Field(default=[], description="names that match exactly")
    suffix: list[Host] = Field(
        default=[], description="names that match themselves and every name below them"
    )
    cidr: list[Annotated[str, _checked(checks.cidr_problem)]] = Field(
        default=[], description="prefixes; one address is a /32 or /128"
    )
    asn: list[Annotated[int, _checked(checks.asn_problem)]] = Field(
        default=[], description="origin AS numbers; hosting rules only"
    )
    port: list[Annotated[int, Field(ge=1, le=65535)]] = Field(
        default=[], description="server ports; none: any port"
    )
    transport: list[Literal["tcp", "udp", "sctp", "icmp", "icmpv6", "gre", "esp"]] = Field(
        default=[], description="transports; none: any transport"
    )


class ExamplesForm(_Form):
    """Checked whenever the file is: a name, an address or AS1234, then tcp/443 where the rule needs it."""

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
        description="service: who runs the service; hosting: who hosts or routes the address"
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
