"""A rule and its examples in; the examples that do not hold out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

from harness.model.rules import Rule, Status
from harness.model.ruleset import RuleIndex

MOST_NAME = 190
"""Characters of a name that an example is made of: an example holds 200, and a near miss is longer than the name."""
_FORM = re.compile(r"(?P<far>\S+)(?: (?P<transport>[a-z]+)/(?P<port>[0-9]{1,5}))?")
_ASN = re.compile(r"AS([0-9]{1,10})")


@dataclass(frozen=True, slots=True)
class Example:
    """An endpoint as an author writes it; None: not said."""

    name: str | None = None
    address: str | None = None
    asn: int | None = None
    transport: str | None = None
    port: int | None = None


def parse_example(text: str) -> Example:
    """Read ``name``, ``address`` or ``AS1234``, with ``tcp/443`` after it where wanted.

    Raises:
        ValueError: The text has another form; its message tells the form.

    >>> parse_example("203.107.1.1 tcp/80").port
    80
    """
    found = _FORM.fullmatch(text)
    if not found:
        raise ValueError(
            f"'{text}': write a name, an address or AS1234, and tcp/443 after it if a port matters"
        )
    transport = found["transport"]
    port = int(found["port"]) if found["port"] else None
    far = found["far"]
    if asn := _ASN.fullmatch(far):
        return Example(asn=int(asn[1]), transport=transport, port=port)
    try:
        return Example(address=str(ip_address(far)), transport=transport, port=port)
    except ValueError:
        return Example(name=far, transport=transport, port=port)


def example_problem(rule: Rule, text: str, *, wanted: bool) -> str | None:
    """Why an example does not hold for this rule alone; None if it does. A retired rule is taken as if active."""
    try:
        example = parse_example(text)
    except ValueError as error:
        return str(error)
    names = [example.name] if example.name is not None else []
    hits = _index(rule).hits(names, example.address, example.asn, example.transport, example.port)
    if bool(hits) is wanted:
        return None
    if wanted:
        return (
            f"'{text}' is a positive example, but {rule.id} does not match it: mend the match or the example"
        )
    return f"'{text}' is a negative example, but {rule.id} matches it: narrow the match or mend the example"


def _index(rule: Rule) -> RuleIndex:
    if rule.status is Status.ACTIVE:
        return RuleIndex([rule])
    fields = {name: getattr(rule, name) for name in rule.__dataclass_fields__}
    return RuleIndex([Rule(**{**fields, "status": Status.ACTIVE})])
