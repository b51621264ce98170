"""Programs that may be the proxy, and what one that runs has seen of devices -> answers.

Whether a device trusts the CA is nowhere on this machine: only a proxy that the device has met can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from harness.interception.environment import Tried
from harness.model.listing import few
from harness.model.readiness import Answer, Mend, State

HOW: Final = (
    "it cannot be seen from here. On the device, behind the gateway: open http://mitm.it, install the CA, then open any https page in a "
    "browser; apps distrust it unless it is in the system's store"
)
_UP: Final = Mend("harness gateway status")
_INSTALL: Final = Mend("harness gateway install-proxy", as_root=True)
"""As root, for whom a gateway runs."""


def of_proxies(programs: Sequence[Tried]) -> Answer:
    """Whether there is a mitmproxy that the gateway can use.

    Args:
        programs: What was tried, best first.
    """
    facts: dict[str, object] = {
        "tried": [
            {"program": str(one.program), "version": one.version, "why_not": one.why_not} for one in programs
        ]
    }
    usable = next((one for one in programs if one.why_not is None), None)
    if usable is not None:
        said = f"{usable.version or 'of unknown version'}, {usable.program}"
        return Answer(state=State.THERE, said=said, facts=facts)
    said = "; ".join(f"{one.program}: {one.why_not}" for one in programs) or "not installed"
    return Answer(state=State.MISSING, said=said, mends=(_INSTALL,), facts=facts)


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
