"""Places of the command line -> a script for fish 3.0 and later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.cli.completion_tree import Kind, Option, Place, Value, steps

_HEAD = """\
# Completion of harness for fish. To use it:  harness completion fish | source
function __harness_at --description 'Whether the words so far lead to a place, with so many words behind it'
    set -l place ''
    set -l n 0
    set -l tokens (commandline -opc)
    for word in $tokens[2..-1]
        switch "$place/$word"
"""
_TAIL = """\
            case '*/-*'
            case '*'
                set n (math $n + 1)
        end
    end
    test "$place" = "$argv[1]"; and begin
        test (count $argv) -lt 2; or test $n -eq $argv[2]
    end
end
complete -c harness -f
"""


def fish_script(places: Iterable[Place]) -> str:
    """The whole script."""
    every = list(places)
    ways = (
        f"            case '{step}'\n                set place '{place}'\n" for step, place in steps(every)
    )
    return _HEAD + "".join(ways) + _TAIL + "".join(line for place in every for line in _lines(place))


def _lines(place: Place) -> Iterator[str]:
    at = f"complete -c harness -n \"__harness_at '{place.name}'\""
    for word, about in place.words:
        yield f"{at} -x -a {word} -d '{about}'\n"
    for option in place.options:
        yield f"{at} {_flags(option)}{_value(option.value)} -d '{option.about}'\n"
    for number, value in enumerate(place.arguments):
        if value.kind is not Kind.NOTHING:
            # Without a number where the same goes on: the last may be repeated.
            one = "" if number == len(place.arguments) - 1 and number == 0 else f" {number}"
            at_one = f"complete -c harness -n \"__harness_at '{place.name}'{one}\""
            yield f"{at_one}{_own(value)}\n"


def _flags(option: Option) -> str:
    return " ".join(f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in option.flags)


def _value(value: Value | None) -> str:
    return "" if value is None else f" -r{_own(value)}"


def _own(value: Value) -> str:
    match value.kind:
        case Kind.FILES:
            return " -F"
        case Kind.FOLDERS:
            return " -x -a '(__fish_complete_directories)'"
        case Kind.CHOICES:
            return f" -x -a '{' '.join(value.choices)}'"
        case Kind.NOTHING:
            return " -x"
