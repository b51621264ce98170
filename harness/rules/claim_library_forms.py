"""The form of a file of the library of ready claims."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class ReadyClaimForm(BaseModel):
    """One ready claim; ``claim`` holds the keys of a scenario's claim but its id, and is checked where it is used."""

    model_config = ConfigDict(extra="forbid", strict=True)

    note: Annotated[str, Field(min_length=20, max_length=600)] = Field(
        description="what it tests, and what a scenario has to add"
    )
    needs: list[Literal["only", "never", "about", "scope", "permitted", "data"]] = Field(
        default=[], description="keys that a scenario has to give"
    )
    claim: dict[str, Any] = Field(description="the claim's keys")
