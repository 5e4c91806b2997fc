"""Metrics that processes count themselves, for Prometheus: a closed list of names, few label values, no ids.

Where `PROMETHEUS_MULTIPROC_DIR` names a folder, the processes of this host keep their metrics there, and whichever is
asked adds them up. The library reads that variable when it is imported, so the folder is created here, before that.
"""

from __future__ import annotations

import os
from pathlib import Path

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
if shared := os.environ.get(MULTIPROCESS):
    Path(shared).mkdir(parents=True, exist_ok=True, mode=0o700)
