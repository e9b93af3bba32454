#!/bin/sh
# Writes the lock files anew: versions and hashes for every platform, and no download address.
# Run by `make lock`; needs uv on the path.
set -eu
cd "$(dirname "$0")/.."
compile() {
    out=$1
    shift
    uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links "$@" -o "requirements/$out"
}
compile app.txt pyproject.toml --group build
compile dev.txt pyproject.toml --group build --group dev --extra postgres --extra forecast --extra report --extra web --extra dask -c requirements/app.txt
compile cluster.txt --group cluster -c requirements/dev.txt
