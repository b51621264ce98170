"""Which devices let the proxy open their TLS -> an answer. Nothing on this machine can tell; only a proxy that runs has seen them."""

from __future__ import annotations

from typing import Final

from harness.model.listing import few
from harness.model.readiness import Answer, Mend, State

HOW: Final = (
    "it cannot be seen from here. On the device, behind the gateway: open http://mitm.it, install the CA, then open any https page in a "
    "browser; apps distrust it unless it is in the system's store"
)
_UP: Final = Mend("harness gateway status")


def of_no_proxy() -> Answer:
    """No gateway is up that intercepts."""
    return Answer(state=State.UNTOLD, said=HOW)


def of_clients(accepted: tuple[str, ...], refused: tuple[str, ...], *, whole: bool) -> Answer:
    """What the proxy of the gateway that is up saw so far.

    Args:
        accepted: Addresses of clients whose TLS it opened.
        refused: Of clients that refused its certificate; they may be in both.
        whole: Whether all that it wrote was read.
    """
    facts: dict[str, object] = {"accepted": list(accepted), "refused": list(refused), "whole": whole}
    cut = "" if whole else ", by the first part of its records"
    if not accepted and not refused:
        return Answer(
            state=State.UNTOLD,
            said=f"no client met the proxy yet{cut}, so {HOW}",
            mends=(_UP,),
            facts=facts,
        )
    said = [f"accepted by {few(accepted)}"] if accepted else []
    if refused:
        said.append(
            f"refused at least once by {few(refused)}: its apps may still accept it, see proxy_failures"
        )
    return Answer(
        state=State.THERE if accepted and not set(refused) - set(accepted) else State.LIMITED,
        said="; ".join(said) + cut,
        facts=facts,
    )
