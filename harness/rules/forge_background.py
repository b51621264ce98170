"""What an operating system does by itself, as conversations of a situation."""

from __future__ import annotations

from collections.abc import Iterator

from harness.rules.forge_forms import BackgroundForm, HttpForm, RepeatForm, TrafficForm


def background_traffic(form: BackgroundForm) -> Iterator[TrafficForm]:
    """Clock, connectivity check and push channel of one device, one after the other in each round."""
    repeat = RepeatForm(every_s=form.every_s, times=form.times) if form.times > 1 else None
    shared = {"device": form.device, "networks": form.networks, "repeat": repeat}
    yield TrafficForm.model_validate(
        {**shared, "id": "time", "kind": "ntp", "to": form.time, "at_s": form.from_s}
    )
    yield TrafficForm.model_validate(
        {
            **shared,
            "id": "check",
            "kind": "http",
            "to": form.check,
            "at_s": form.from_s + 1.0,
            "http": HttpForm(path="/generate_204"),
        }
    )
    yield TrafficForm.model_validate(
        {
            **shared,
            "id": "push",
            "kind": "tls",
            "to": form.push,
            "at_s": form.from_s + 2.0,
            "octets_up": 180,
            "octets_down": 90,
            "close": "none",
        }
    )
