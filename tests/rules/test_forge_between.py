"""What may be said of something that answers in the servers' name."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from harness.rules.forge_between import BetweenForm


def test_left_out_it_is_a_proxy_one_hop_away_that_answers_everything() -> None:
    form = BetweenForm.model_validate({"rtt_ms": 0.5})
    assert (form.answers, form.ttl) == ("everything", 64)


@pytest.mark.parametrize("wrong", [
    {}, {"rtt_ms": 0}, {"rtt_ms": 1, "ttl": 0}, {"rtt_ms": 1, "ttl": 256}, {"rtt_ms": 1, "answers": "some"}, {"rtt_ms": 1, "more": 1},
])  # fmt: skip
def test_anything_else_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        BetweenForm.model_validate(wrong)
