#!/bin/sh
# Run every fuzz target for SECONDS ($2); inputs that reached new branches are kept in .fuzz, where the next run starts.
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
