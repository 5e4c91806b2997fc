#!/bin/sh
# Every fuzz target for so many seconds; what reached new branches is kept in .fuzz and is where the next run begins.
set -u
bin="$1"
seconds="$2"
failed=0
for target in $("$bin/python" -c "from tests.fuzz.targets import TARGETS; print(*TARGETS)"); do
    log=".fuzz/$target.log"
    mkdir -p .fuzz
    if "$bin/python" -m tests.fuzz "$target" --seconds "$seconds" --kept ".fuzz/$target" >"$log" 2>&1; then
        echo "$target: $(grep -a 'DONE\|Done' "$log" | head -n 1)"
    else
        echo "$target: FOUND SOMETHING, see $log; its bytes are in .fuzz/$target"
        failed=1
    fi
done
exit "$failed"
