"""Answer: what the captures say about one country, with packets to look at."""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.words import CountryAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """One endpoint that is a witness, or could be one."""

    vantage: str
    server_ip: str
    transport: str
    server_port: int | None
    name: str | None
    reason: str
    """Why it is a witness, or why it cannot be cleared; one sentence."""
    payload_octets_up: int
    payload_octets_down: int
    capture: str
    packet: int
    """Packet to look at in that capture, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer for one country over all captures of a run."""

    country: str
    """ISO 3166-1 alpha-2."""
    answer: CountryAnswer
    witnesses: tuple[Lead, ...]
    """Not empty exactly when witnessed; most payload sent first."""
    possible: tuple[Lead, ...]
    """Endpoints that could be there, most payload sent first."""
    limits: tuple[str, ...]
    """What was not seen or not readable, and the standing limits; never empty."""

    def __post_init__(self) -> None:
        if (self.answer is CountryAnswer.WITNESSED) != bool(self.witnesses):
            raise ValueError(f"{self.country}: witnessed and witnesses go together")
        if not self.limits:
            raise ValueError(f"{self.country}: an answer without its limits")
