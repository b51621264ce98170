"""The form of what answers in the servers' name at a tap: proxies, accelerators, local VPNs; all of them answer sooner than servers do."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from harness.rules.forge_values import Form, decimal


class BetweenForm(Form):
    """Something near the tap that ends TCP connections and opens its own to the servers."""

    rtt_ms: Annotated[float, BeforeValidator(decimal), Field(ge=0.01, le=5_000)] = Field(
        description="how soon it answers"
    )
    answers: Literal["everything", "transport", "acknowledgements"] = Field(
        default="everything",
        description=(
            "`everything` as a proxy that opens TLS; `transport`: SYNs and acknowledgements, hellos are the servers'; "
            "`acknowledgements`: likewise, and SYNs only after the server did"
        ),
    )
    ttl: Annotated[int, Field(ge=1, le=255)] = Field(
        default=64, description="TTL of what comes from it at the tap; 64: no router in between"
    )
