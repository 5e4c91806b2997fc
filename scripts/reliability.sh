#!/bin/sh
# Every fault at full size, on SQLite and, where its server binaries are installed, on PostgreSQL; prints the figures of
# docs/operate/reliability.md. PYTEST_ARGS, such as -k, selects tests.
set -eu
bin="$1"
export OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 OPENCV_FOR_THREADS_NUM=1
export FAULTS=full CONTAINED=1 ROTATED_IMAGES=60 TWO_HOSTS=100 TWO_HOSTS_ENGINES=1 BACKUP_VERIFICATIONS=60
export ANY_ORDER_EXAMPLES="${ANY_ORDER_EXAMPLES:-300}"
export KILL_VERIFICATIONS="${KILL_VERIFICATIONS:-300}" KILL_CHALLENGES="${KILL_CHALLENGES:-12}"
export KILL_ERASURES="${KILL_ERASURES:-60}"
databases=sqlite
if command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    databases="sqlite postgresql"
else
    echo "PostgreSQL's server binaries are not on this machine: those runs are left out."
fi
for database in $databases; do
    echo "On $database:"
    # shellcheck disable=SC2086
    "$bin/python" -m pytest -q -s --database "$database" ${PYTEST_ARGS:-} tests/reliability tests/hostile/test_worker.py tests/stateful \
        tests/upgrades
done
