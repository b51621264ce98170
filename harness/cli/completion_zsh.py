"""Places of the command line -> a script for zsh, to be sourced or kept as ``_harness`` in a folder of ``fpath``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.cli.completion_tree import Kind, Place, Value, steps

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
    every = list(places)
    return (
        _HEAD
        + "".join(f"            ('{step}') place='{place}' ;;\n" for step, place in steps(every))
        + _MIDDLE
        + "".join(line for place in every for line in _values(place))
        + '    esac\n    case "$place" in\n'
        + "".join(_words(place) for place in every)
        + _TAIL
    )


def _values(place: Place) -> Iterator[str]:
    for option in place.options:
        if option.value is not None:
            flags = "|".join(f"'{place.name} {flag}'" for flag in option.flags)
            yield f"        ({flags}) {_reply(option.value)}; return ;;\n"


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


def _described(pairs: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"'{word}:{about}'" for word, about in pairs)


def _words(place: Place) -> str:
    flags = _described((flag, option.about) for option in place.options for flag in option.flags)
    options = f"found=({flags}); _describe -o option found"
    if place.words:
        rest = f"found=({_described(place.words)}); _describe command found"
    else:
        rest = _arguments(place.arguments)
    return f"        ('{place.name}') if [[ $cur == -* ]]; then {options}; else {rest}; fi ;;\n"


def _arguments(values: tuple[Value, ...]) -> str:
    """Values by how many stand in front; the last is for all that follow."""
    if len({*values}) <= 1:
        return _reply(values[0]) if values else ":"
    cases = "".join(f"({number}) {_reply(value)} ;; " for number, value in enumerate(values[:-1]))
    return f"case $n in {cases}(*) {_reply(values[-1])} ;; esac"
