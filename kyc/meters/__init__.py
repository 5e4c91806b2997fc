"""Figures that processes count by themselves, for Prometheus: a closed list of names, labels of few values, no id.

Where `PROMETHEUS_MULTIPROC_DIR` names a folder, every process of this host keeps its figures there, and whoever is
asked adds all of them up. The library looks for it when it is imported, so the folder is made here, before that.
"""

from __future__ import annotations

import os
from pathlib import Path

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
if shared := os.environ.get(MULTIPROCESS):
    Path(shared).mkdir(parents=True, exist_ok=True, mode=0o700)
