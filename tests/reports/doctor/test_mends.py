"""Commands that are typed as they are shown."""

from __future__ import annotations

import shlex

from hypothesis import given
from hypothesis import strategies as st

from harness.reports.doctor.mends import command, install

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(st.lists(TEXT, min_size=1))
def test_a_shell_takes_the_words_back(words: list[str]) -> None:
    assert shlex.split(command(*words).command) == words


def test_packages_in_one_command() -> None:
    assert install("a", "b").command == "apt-get install a b"
    assert install("a").as_root
