#!/bin/sh
# Writes both lock files anew: versions and hashes for every platform, and no download address.
# Run by `make lock`; needs uv on the path.
set -eu
cd "$(dirname "$0")/.."
compile() {
    out=$1
    shift
    uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links --group build "$@" -o "requirements/$out"
}
compile app.txt
compile dev.txt --group dev --extra postgres --extra forecast --extra report --extra web -c requirements/app.txt
