from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.live.screen.typing_line import TEXT_MOST, typed


@given(st.text(st.characters()))
def test_what_acts_on_a_terminal_is_left_out_of_what_is_typed(text: str) -> None:
    kept = typed(text)
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in kept)
    assert not set(kept) & set("\u202e\u2066\u200b\u2028\ufeff")
    assert typed(kept) == kept
    assert len(kept) <= TEXT_MOST


def test_words_of_any_script_stay() -> None:
    assert typed("Abflug über 起飞 \u05d0") == "Abflug über 起飞 \u05d0"
