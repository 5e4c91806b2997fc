#!/bin/sh
# Resolve both lock files with hashes, for every supported Python, without naming a registry.
set -eu
bin="$1"
common="--python-version 3.11 --universal --generate-hashes --no-header --no-annotate --quiet"
"$bin/uv" pip compile pyproject.toml $common --override requirements/overrides.txt -o requirements/runtime.txt
"$bin/uv" pip compile pyproject.toml $common --override requirements/overrides.txt --extra dev \
    -c requirements/runtime.txt -o requirements/dev.txt
"$bin/uv" pip compile requirements/beside.in $common -o requirements/beside.txt
