"""Namespaces, the packet filter, TUN and the right to configure networks -> answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from harness.machine.namespaces import LIMITS, Namespaces, Trial
from harness.model.listing import few
from harness.model.readiness import Answer, Mend, State
from harness.reports.doctor.mends import command

_ALLOWED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "user.max_user_namespaces": "10000",
        "kernel.unprivileged_userns_clone": "1",
        "kernel.apparmor_restrict_unprivileged_userns": "0",
    }
)
"""What each setting has to be."""
_AS_ROOT: Final = Mend("harness doctor --for gateway", as_root=True)
"""Asks again."""


def of_namespaces(found: Namespaces, links: Trial | None, forbidding: Sequence[str]) -> Answer:
    """Whether the lab can be built, and by whom.

    Args:
        found: What came of trying.
        links: Whether two interfaces could be joined inside; None: not tried.
        forbidding: Settings of the kernel that forbid ordinary users.
    """
    facts: dict[str, object] = {
        "as_user": found.as_user.works,
        "as_user_said": found.as_user.why or None,
        "as_root": None if found.as_root is None else found.as_root.works,
        "virtual_links": None if links is None else links.works,
        "forbidding": list(forbidding),
    }
    mends = tuple(_allow(name) for name in forbidding if name in LIMITS)
    if found.way is None:
        return Answer(
            state=State.MISSING, said=f"none can be made: {found.as_user.why}", mends=mends, facts=facts
        )
    if links is not None and not links.works:
        said = f"they can be made, but no interfaces inside: {links.why}"
        return Answer(
            state=State.MISSING, said=said, mends=(command("modprobe", "veth", as_root=True),), facts=facts
        )
    if found.as_user.works:
        return Answer(state=State.THERE, said="can be made without root", facts=facts)
    said = f"can be made as root only; as an ordinary user: {found.as_user.why}"
    return Answer(state=State.THERE, said=said, facts=facts)


def _allow(name: str) -> Mend:
    return command("sysctl", "-w", f"{name}={_ALLOWED[name]}", as_root=True)


def of_features(trials: Mapping[str, Trial], *, as_root: bool) -> Answer:
    """Whether the kernel's packet filter does what a gateway asks of it.

    Args:
        trials: By feature.
        as_root: Whether root tried: for anybody else the kernel loads no module, so that a failure says less.
    """
    failed = {name: trial.why for name, trial in trials.items() if not trial.works}
    facts: dict[str, object] = {"works": [name for name in trials if name not in failed], "fails": failed}
    if not failed:
        return Answer(state=State.THERE, said=f"works: {', '.join(trials)}", facts=facts)
    told = few([f"{name} ({why})" for name, why in failed.items()], 2)
    if as_root:
        return Answer(state=State.MISSING, said=f"this kernel refuses: {told}", facts=facts)
    return Answer(
        state=State.UNTOLD,
        said=f"could not be told without root, for whom the kernel loads what it has: {told}",
        mends=(_AS_ROOT,),
        facts=facts,
    )


def untried_features(why: str) -> Answer:
    """Where the packet filter could not be tried: no namespace can be made to try it in."""
    return Answer(state=State.UNTOLD, said=f"could not be told: {why}", mends=(_AS_ROOT,))


def of_tun(trial: Trial) -> Answer:
    """Whether a proxy can take traffic by an interface of its own."""
    if trial.works:
        return Answer(state=State.THERE, said="can be opened")
    return Answer(
        state=State.MISSING,
        said=f"{trial.why}; `--intercept transparent` does without",
        mends=(command("modprobe", "tun", as_root=True),),
    )


def of_administrator(*, is_root: bool, may_configure: bool, sudo: str | None) -> Answer:
    """Whether whoever calls may configure networks, which a gateway does."""
    facts: dict[str, object] = {"root": is_root, "net_admin": may_configure, "sudo": sudo}
    if may_configure:
        said = "you are root" if is_root else "you may configure networks (CAP_NET_ADMIN)"
        return Answer(state=State.THERE, said=said, facts=facts)
    if is_root:
        said = "you are root without CAP_NET_ADMIN, as in a container that is not given it"
        return Answer(state=State.MISSING, said=said, facts=facts)
    if sudo:
        said = f"not as you: call `gateway` by {sudo}. Whether it lets you was not tried"
        return Answer(state=State.LIMITED, said=said, facts=facts)
    said = "not as you, and neither sudo nor doas is here: log in as root for `gateway`"
    return Answer(state=State.LIMITED, said=said, facts=facts)
