#!/bin/sh
# All tests on SQLite and files; then, where PostgreSQL's server binaries are installed, those that use the database or the
# image store, on a PostgreSQL of their own and on S3 over HTTP.
set -eu
bin="$1"
workers="$2"
# Tests already share the cores: more threads of OpenCV, Tesseract and BLAS would wait for each other, and spin meanwhile.
export OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 OPENCV_FOR_THREADS_NUM=1
unset PYTHONDONTWRITEBYTECODE # a hundred processes start; each would compile all of kyc again
"$bin/python" -m pytest -q -n "$workers" --dist loadgroup tests
if command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    "$bin/python" -m pytest -q -n "$workers" --dist loadgroup --database postgresql --blobs s3 -m "not one_database" \
        tests/api tests/conformance tests/unit/services tests/unit/worker tests/unit/jobs tests/unit/test_lent.py \
        tests/unit/models/test_inserting.py tests/reliability/test_two_hosts.py tests/stateful \
        tests/whole/test_verification.py::test_the_same_person_with_a_good_document_is_approved
else
    echo "PostgreSQL's server binaries are not on this machine: that run was left out."
fi
