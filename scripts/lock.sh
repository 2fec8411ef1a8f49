#!/bin/sh
# Remake the lock files: names and hashes only, no index address. Extras stay in the lines: a pip that
# takes `coverage[toml]` for a package of its own would look for a newer, unpinned one.
set -e
common="--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --quiet"
printf 'hatchling\neditables\npip\n' > .lock-build.in
uv pip compile $common pyproject.toml .lock-build.in -o requirements.lock "$@"
uv pip compile $common --extra dev pyproject.toml .lock-build.in -c requirements.lock -o requirements-dev.lock "$@"
rm .lock-build.in
