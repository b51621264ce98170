"""Places of the command line -> a script for zsh, to be sourced or kept as ``_harness`` in a folder of ``fpath``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from harness.cli.completion_cases import Dialect, script
from harness.cli.completion_tree import Kind, Place, Value

_HEAD = """\
#compdef harness
# Completion of harness for zsh. To use it:  source <(harness completion zsh)
_harness() {
    local cur=${words[CURRENT]} prev=${words[CURRENT-1]} place='' word
    local -i i n=0
    local -a found
    for ((i = 2; i < CURRENT; i++)); do
        word=${words[i]}
        case "$place/$word" in
"""
_MIDDLE = """\
            (*/-*) ;;
            (*) n=$((n + 1)) ;;
        esac
    done
    if [[ $cur == --*=* ]]; then prev=${cur%%=*}; compset -P '*='; fi
    case "$place $prev" in
"""
_TAIL = """\
    esac
}
if [[ ${funcstack[1]} == _harness ]]; then _harness "$@"; else compdef _harness harness; fi
"""


def zsh_script(places: Iterable[Place]) -> str:
    """The whole script."""
    return script(_ZSH, places)


def _reply(value: Value) -> str:
    match value.kind:
        case Kind.FILES:
            return "_files"
        case Kind.FOLDERS:
            return "_files -/"
        case Kind.CHOICES:
            return f"found=({' '.join(value.choices)}); _describe value found"
        case Kind.NOTHING:
            return ":"


def _options(place: Place) -> str:
    flags = _described((flag, option.about) for option in place.options for flag in option.flags)
    return f"found=({flags}); _describe -o option found"


def _described(pairs: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"'{word}:{about}'" for word, about in pairs)


_ZSH: Final = Dialect(
    head=_HEAD,
    middle=_MIDDLE,
    tail=_TAIL,
    reply=_reply,
    options=_options,
    words=lambda place: f"found=({_described(place.words)}); _describe command found",
)
