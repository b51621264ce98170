"""What the forms of a scenario are made of: values that are checked and brought to one form.

Descriptions of fields are read by authors twice: in ``docs/scenarios.md``, and as the mending
half of the message for a missing key.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from harness.rules import scenario_values as values


class Form(BaseModel):
    """A mapping of a scenario: no key but its own, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


MAX_ITEMS = 500
"""Of any list whose length nothing else bounds."""

Id = Annotated[str, AfterValidator(values.id_text)]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Text = Annotated[str, Field(min_length=1, max_length=500)]
Country = Annotated[str, AfterValidator(values.country)]
AccountRegion = Annotated[str, AfterValidator(values.account_region)]
Mac = Annotated[str, AfterValidator(values.mac)]
Address = Annotated[str, AfterValidator(values.address)]
SingleAddress = Annotated[str, AfterValidator(values.single_address)]
Host = Annotated[str, AfterValidator(values.host)]
Prefix = Annotated[str, AfterValidator(values.prefix)]
RuleId = Annotated[str, AfterValidator(values.rule_id)]
HostOrAddress = Annotated[str, AfterValidator(values.host_or_address)]
Time = Annotated[str, AfterValidator(values.time_text)]
Date = Annotated[str, AfterValidator(values.date_text)]
Path = Annotated[str, Field(max_length=300), AfterValidator(values.capture_path)]
Sha256 = Annotated[str, AfterValidator(values.sha256)]


def _any_or_list(value: Any) -> Any:
    """``any`` and ``worldwide`` as None; a list as it is."""
    if isinstance(value, str) and value in ("any", "worldwide"):
        return None
    if isinstance(value, list) and value:
        return value
    raise ValueError("write a list of at least one, or 'any'; for regions 'worldwide' says the same")


Bounds = BeforeValidator(_any_or_list)
"""Marks a list of values that ``any`` may stand for."""


def items(of: str) -> dict[str, Any]:
    """Mark a list whose items are checked by a form of their own: what one is called."""
    return {"words": f"list of {of}"}


def worded(words: str) -> dict[str, Any]:
    """Mark a field whose type reads better in these words."""
    return {"words": words}
