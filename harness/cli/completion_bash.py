"""Places of the command line -> a script for bash 3.2 and later; it needs no other package, and starts no Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.cli.completion_tree import Kind, Place, Value, steps

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
    every = list(places)
    return (
        _HEAD
        + "".join(f"            '{step}') place='{place}' ;;\n" for step, place in steps(every))
        + _MIDDLE
        + "".join(line for place in every for line in _values(place))
        + '    esac\n    case "$place" in\n'
        + "".join(_words(place) for place in every)
        + _TAIL
    )


def _values(place: Place) -> Iterator[str]:
    """What follows each option that takes a value."""
    for option in place.options:
        if option.value is not None:
            flags = "|".join(f"'{place.name} {flag}'" for flag in option.flags)
            yield f"        {flags}) {_reply(option.value)}; return ;;\n"


def _reply(value: Value) -> str:
    match value.kind:
        case Kind.FILES:
            return '_harness_files -f "$cur"'
        case Kind.FOLDERS:
            return '_harness_files -d "$cur"'
        case Kind.CHOICES:
            return f"COMPREPLY=($(compgen -W '{' '.join(value.choices)}' -- \"$cur\"))"
        case Kind.NOTHING:
            return ":"


def _words(place: Place) -> str:
    flags = " ".join(flag for option in place.options for flag in option.flags)
    options = f"COMPREPLY=($(compgen -W '{flags}' -- \"$cur\"))"
    if place.words:
        words = " ".join(word for word, _ in place.words)
        rest = f"COMPREPLY=($(compgen -W '{words}' -- \"$cur\"))"
    else:
        rest = _arguments(place.arguments)
    return f"        '{place.name}') if [[ $cur == -* ]]; then {options}; else {rest}; fi ;;\n"


def _arguments(values: tuple[Value, ...]) -> str:
    """Values by how many stand in front; the last is for all that follow."""
    if len({*values}) <= 1:
        return _reply(values[0]) if values else ":"
    cases = "".join(f"{number}) {_reply(value)} ;; " for number, value in enumerate(values[:-1]))
    return f"case $n in {cases}*) {_reply(values[-1])} ;; esac"
