#!/bin/sh
# Make or mend the environment: setup_env.sh run | test.
#
# A stamp inside the environment is written last. It holds the digest of pyproject.toml, constraints.txt,
# this script and the folder's place, so an interrupted, outdated or moved environment is made anew.
# VENV names the folder (default .venv); PYTHON the interpreter (default: the first fit one found).
set -eu
cd "$(dirname "$0")/.."
mode=${1:?usage: setup_env.sh run|test}
venv=${VENV:-.venv}

is_fit() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        is_fit "$PYTHON" && { echo "$PYTHON"; return; }
        echo "PYTHON=$PYTHON is not a Python 3.11 to 3.14." >&2
        return 1
    fi
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
        is_fit "$candidate" && { echo "$candidate"; return; }
    done
    echo "No Python 3.11 to 3.14 found. Install one, or name it: make PYTHON=/path/to/python3.12 demo" >&2
    return 1
}

digest() {
    { "$1" --version; pwd; cat pyproject.toml constraints.txt scripts/setup_env.sh; } |
        "$1" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'
}

need_venv_package() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    package=$("$1" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')
    [ "$1" = python3 ] && package=python3-venv
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $package"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package"
        return
    fi
    echo "This Python cannot make environments. Run this line, then try again:" >&2
    echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $package" >&2
    return 1
}

install() { # $1: what to install
    # The isolated build of the package itself is pinned too: old pips read the first, new ones the second.
    PIP_CONSTRAINT="$PWD/constraints.txt" PIP_BUILD_CONSTRAINT="$PWD/constraints.txt" \
        "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-compile \
        --constraint constraints.txt --editable "$1"
    # pip would compile on one core. What cannot be compiled (templates of packages) is not imported either.
    "$venv/bin/python" -m compileall -q -j 0 "$venv/lib" harness tests/support >/dev/null 2>&1 || true
}

python=$(find_python)
wanted=$(digest "$python")
stamp="$venv/harness-stamp"
has() { grep -qx "$1 $wanted" "$stamp" 2>/dev/null && "$venv/bin/python" -c '' 2>/dev/null; }

has test && exit 0
[ "$mode" = run ] && has run && exit 0
if ! has run; then
    echo "Setting up $venv with $("$python" --version); it takes a minute or less"
    need_venv_package "$python"
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi
if [ "$mode" = test ]; then
    rm -f "$stamp"
    install '.[dev]'
else
    install .
fi
echo "$mode $wanted" >"$stamp"
