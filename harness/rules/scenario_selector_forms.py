"""The form of an endpoint selector of a claim, and its model value."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from harness.model.rules import Category
from harness.model.selectors import EndpointSelector
from harness.rules.scenario_base import MAX_ITEMS, Form, Host, Prefix, RuleId, worded

MAX_SELECTORS = 200
"""In one list of a claim."""


def _only_true(value: bool) -> bool:  # noqa: FBT001 - as pydantic calls it
    """Check a flag that says nothing where it is false."""
    if not value:
        raise ValueError("write true, or remove it")
    return value


class SelectorForm(Form):
    """Endpoints: any of the keys names them; port and transport narrow all of them, or stand alone."""

    host: list[Host] = Field(default=[], max_length=MAX_ITEMS, description="names that match exactly")
    suffix: list[Host] = Field(
        default=[], max_length=MAX_ITEMS, description="names, each with everything below it"
    )
    cidr: list[Prefix] = Field(
        default=[], max_length=MAX_ITEMS, description="prefixes; one address is a /32 or /128"
    )
    operator: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(
        default=[], max_length=100, description="who runs the service, as the catalogue spells it"
    )
    category: list[Annotated[Category, Field(strict=False)]] = Field(
        default=[], max_length=100, description="what the service is for, by the catalogue"
    )
    rule: list[RuleId] = Field(default=[], max_length=MAX_ITEMS, description="ids of service rules")
    given_resolvers: Annotated[bool, AfterValidator(_only_true)] = Field(
        default=False,
        description="true: resolvers that the access network gave, on the ports of DNS",
        json_schema_extra=worded("true"),
    )
    not_operator: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(
        default=[],
        max_length=100,
        description="operators whose endpoints are not taken, whatever else names them",
    )
    port: list[Annotated[int, Field(ge=1, le=65535)]] = Field(
        default=[], max_length=100, description="server ports; none: any port"
    )
    transport: list[Literal["tcp", "udp"]] = Field(
        default=[], max_length=2, description="transports; none: both and all others"
    )


def selector_of(form: SelectorForm) -> EndpointSelector:
    """The model of a form."""
    return EndpointSelector(
        hosts=tuple(form.host),
        suffixes=tuple(form.suffix),
        cidrs=tuple(form.cidr),
        operators=tuple(form.operator),
        categories=tuple(form.category),
        rules=tuple(form.rule),
        given_resolvers=form.given_resolvers,
        except_operators=tuple(form.not_operator),
        ports=tuple(form.port),
        transports=tuple(form.transport),
    )


def is_empty(form: SelectorForm) -> bool:
    """Whether a selector asks for nothing, and so would take everything."""
    return not any(getattr(form, key) for key in SelectorForm.model_fields if key != "not_operator")
