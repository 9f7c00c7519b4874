#!/bin/sh
# Sets up everything that "make run" or "make test" needs, and does nothing where it is set up already:
# a Python of at least 3.11, the system libraries of Qt, the virtual environment .venv from the lock.
#
#     .ci/setup.sh run     what the window needs
#     .ci/setup.sh test    also what the tests need (a virtual display and hands for it)
#
# PYTHON names the interpreter to use; without it the first on the path that is new enough is taken.
set -eu
purpose=${1:-run}
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

is_new_enough() {
    "$1" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if is_new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    say "annotator needs Python 3.11 or newer, and found none: looked for ${PYTHON:-python3, python3.11 to 3.14 and python}."
    say "Install one (Debian, Ubuntu: apt-get install python3; Fedora: dnf install python3; macOS: brew install python),"
    say "or name it: make PYTHON=/path/to/python3 ..."
    return 1
}

# Debian and Ubuntu leave ensurepip out of python3: it is a package of its own.
provide_venv() {
    if "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then return; fi
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Installing $package: this Python cannot make virtual environments without it."
        apt-get update -q >&2
        DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$package" >&2
    else
        say "This Python ($python) cannot make virtual environments. Install what it lacks and try again:"
        if command -v apt-get >/dev/null 2>&1; then say "    sudo apt-get install $package"
        else say "    the packages of your system with Python's modules venv and ensurepip"; fi
        return 1
    fi
}

# What .venv was made from. A moved checkout counts too: a virtual environment holds absolute paths.
fingerprint() {
    { "$environment/bin/python" --version && pwd && cat requirements-dev.lock pyproject.toml; } 2>/dev/null | cksum
}

environment=.venv
stamp=$environment/.installed

case "$(uname -s)" in
    MINGW* | MSYS* | CYGWIN*)
        say "On Windows please follow the lines for it in README.md."
        exit 1
        ;;
esac

if ! [ -f "$stamp" ] || ! is_new_enough "$environment/bin/python" || [ "$(cat "$stamp")" != "$(fingerprint)" ]; then
    python=$(find_python)
    # Both are told before giving up: nobody likes to be sent away twice.
    lacking=no
    provide_venv || lacking=yes
    "$python" .ci/system_libraries.py "$purpose" || lacking=yes
    [ "$lacking" = no ] || exit 1
    say "Setting up $environment with $("$python" --version) ..."
    rm -f "$stamp"
    if ! is_new_enough "$environment/bin/python" || ! "$environment/bin/python" -m pip --version >/dev/null 2>&1; then
        "$python" -m venv --clear "$environment"
    fi
    # Where immutables has no wheel yet (a very new Python), it is built without its C part, so that no compiler
    # is needed.
    IMMUTABLES_EXT=0 "$environment/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes --requirement requirements-dev.lock
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check \
        --no-deps --no-build-isolation --editable .
    fingerprint >"$stamp"
else
    "$environment/bin/python" .ci/system_libraries.py "$purpose"
fi
