#!/bin/sh
# Opens the window on a folder; without a display it says so and writes a picture of the window instead.
#
#     .ci/open.sh FOLDER [options of annotator]
set -eu
cd "$(dirname "$0")/.."
folder=$1
shift

if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; then
    mkdir -p artifacts
    picture=$PWD/artifacts/annotator.png
    .venv/bin/annotator --screenshot "$picture" "$@" "$folder"
    echo "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window was opened."
    echo "A picture of it is in $picture"
else
    exec .venv/bin/annotator "$@" "$folder"
fi
