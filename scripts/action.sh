#!/bin/bash
# The steps of action.yml: action.sh install | lint | verify.
#
# What a workflow says comes as HARNESS_* variables and is only ever an argument behind "--", never a part of a command.
set -euo pipefail

# Sets "listed" to the lines of $1 that are not blank; $2 names what is wanted of them.
list() {
    local line
    listed=()
    while IFS= read -r line; do
        [[ $line =~ [^[:space:]] ]] && listed+=("$line")
    done <<<"$1"
    if ((${#listed[@]} == 0)); then
        echo "harness action: the input '$2' names no file and no folder; give one a line" >&2
        exit 2
    fi
}

install() {
    # An environment of its own: the workflow's packages stay as they are. Pinned, the build of the package too.
    local venv=$RUNNER_TEMP/harness-venv pins=$GITHUB_ACTION_PATH/constraints.txt
    python -m venv "$venv"
    PIP_CONSTRAINT=$pins PIP_BUILD_CONSTRAINT=$pins "$venv/bin/python" -m pip install --quiet \
        --disable-pip-version-check --constraint "$pins" "$GITHUB_ACTION_PATH"
    # The command alone: the environment's python is not to stand before the workflow's.
    mkdir -p "$RUNNER_TEMP/harness-bin"
    ln -sf "$venv/bin/harness" "$RUNNER_TEMP/harness-bin/harness"
    echo "$RUNNER_TEMP/harness-bin" >>"$GITHUB_PATH"
}

lint() {
    local options=()
    case $HARNESS_STRICT in
    true) options=(--strict) ;;
    false) ;;
    *)
        echo "harness action: the input 'strict' is neither true nor false" >&2
        exit 2
        ;;
    esac
    list "$HARNESS_RULES" rules
    # An empty array is an unset one to the bash 3.2 of macOS.
    harness endpoints lint ${options[@]+"${options[@]}"} -- "${listed[@]}"
}

verify() {
    local status=0 junit=$HARNESS_REPORTS/junit.xml sarif=$HARNESS_REPORTS/results.sarif html=$HARNESS_REPORTS/report.html
    # A line break would end the line of an output and begin another one of the caller's choice.
    if [[ -z $HARNESS_REPORTS || $HARNESS_REPORTS == *[$'\n\r']* || $HARNESS_REPORTS == -* ]]; then
        echo "harness action: the input 'reports' is to be one folder" >&2
        exit 2
    fi
    list "$HARNESS_SCENARIOS" scenarios
    mkdir -p -- "$HARNESS_REPORTS"
    harness verify --html "$html" --junit "$junit" --sarif "$sarif" --github -- "${listed[@]}" || status=$?
    {
        echo "status=$status"
        # Wrong usage and faults in scenario files leave no report.
        [[ ! -e $junit ]] || echo "junit=$junit"
        [[ ! -e $sarif ]] || echo "sarif=$sarif"
        [[ ! -e $html ]] || echo "html=$html"
    } >>"$GITHUB_OUTPUT"
    exit "$status"
}

case ${1:-} in
install | lint | verify) "$1" ;;
*)
    echo "usage: action.sh install|lint|verify" >&2
    exit 2
    ;;
esac
