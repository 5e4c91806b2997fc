"""What the documents tell a verifier to type does verify a receipt, and refuses a changed one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kyc.adapters.receipts import ReceiptKeys

WORDS = Path(__file__).parents[2] / "docs" / "operate" / "erasure.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keys = ReceiptKeys({"r1": bytes(32)})
    script = re.search(r"```python\n(.*?)```", WORDS.read_text(), re.S)
    assert script
    (tmp_path / "verify.py").write_text(script[1])
    (tmp_path / "keys.json").write_text(json.dumps(keys.public()))
    (tmp_path / "receipt.jws").write_text(keys.sign({"jti": "rcpt_1"}))
    return tmp_path


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "verify.py"], cwd=folder, capture_output=True, text=True, check=False)


def test_a_receipt_is_verified_by_the_lines_of_the_document(folder: Path) -> None:
    assert "rcpt_1" in run(folder).stdout


def test_a_changed_one_is_not(folder: Path) -> None:
    head, body, signature = (folder / "receipt.jws").read_text().split(".")
    (folder / "receipt.jws").write_text(f"{head}.{body[:-2]}fQ.{signature}"[:-4] + "AAAA")
    assert "InvalidSignature" in run(folder).stderr
