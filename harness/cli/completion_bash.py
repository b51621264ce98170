"""Places of the command line -> a script for bash 3.2 and later; it needs no other package, and starts no Python."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from harness.cli.completion_cases import Dialect, script
from harness.cli.completion_tree import Kind, Place, Value

_HEAD = """\
# Completion of harness for bash. To use it:  source <(harness completion bash)
_harness() {
    local IFS=$' \\t\\n' cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} place='' word i n=0
    # bash parts words at the sign of equality.
    if [[ $cur == '=' ]]; then cur=''
    elif [[ $prev == '=' && COMP_CWORD -gt 1 ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case "$place/$word" in
"""
_MIDDLE = """\
            */-*) ;;
            *) n=$((n + 1)) ;;
        esac
    done
    COMPREPLY=()
    case "$place $prev" in
"""
_TAIL = """\
    esac
}
_harness_files() {
    local IFS=$'\\n'
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen "$1" -- "$2"))
}
complete -F _harness harness
"""


def bash_script(places: Iterable[Place]) -> str:
    """The whole script."""
    return script(_BASH, places)


def _reply(value: Value) -> str:
    match value.kind:
        case Kind.FILES:
            return '_harness_files -f "$cur"'
        case Kind.FOLDERS:
            return '_harness_files -d "$cur"'
        case Kind.CHOICES:
            return _one_of(value.choices)
        case Kind.NOTHING:
            return ":"


def _one_of(words: Iterable[str]) -> str:
    return f"COMPREPLY=($(compgen -W '{' '.join(words)}' -- \"$cur\"))"


_BASH: Final = Dialect(
    head=_HEAD,
    middle=_MIDDLE,
    tail=_TAIL,
    reply=_reply,
    options=lambda place: _one_of(flag for option in place.options for flag in option.flags),
    words=lambda place: _one_of(word for word, _ in place.words),
)
