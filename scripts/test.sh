#!/bin/sh
# All tests on SQLite; then, where PostgreSQL's server binaries are, what touches the database on a PostgreSQL of its own.
set -eu
bin="$1"
workers="$2"
"$bin/python" -m pytest -q -n "$workers" --dist loadgroup tests
if command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    "$bin/python" -m pytest -q -n "$workers" --dist loadgroup --database postgresql -m "not one_database" \
        tests/api tests/conformance tests/unit/services tests/unit/worker tests/unit/test_jobs.py \
        tests/whole/test_verification.py::test_the_same_person_with_a_good_document_is_approved
else
    echo "PostgreSQL's server binaries are not on this machine: that run was left out."
fi
