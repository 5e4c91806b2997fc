#!/bin/sh
# What the tests need beside Python: a Chromium and fonts. Installs only what is missing.
set -eu
bin="$1"
find_chromium() {
    command -v chromium || command -v chromium-browser || command -v google-chrome || \
        find "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}" -name chrome -type f 2>/dev/null | head -n 1
}
if [ -z "$(find_chromium)" ]; then
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            chromium fonts-dejavu-core fonts-ocr-b >/dev/null
    else
        "$bin/python" -m playwright install chromium
    fi
fi
[ -n "$(find_chromium)" ] || { echo "No Chromium: install the package chromium and run again." >&2; exit 1; }
