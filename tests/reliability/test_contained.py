"""The house as a container has it: another user without rights, a root file system that nothing can be written to."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from bench.server import ROOT, free_port, models_dir
from tests.reliability.partner import Partner
from tests.reliability.site import KEY

UID = 10001
PATIENCE_S = 120
pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("reliability")]

# In a mount namespace of its own: a folder for its data, an empty /tmp, and everything else read-only. An interpreter
# under the home of root is shown to others, which it would not be on a machine that has Python where it belongs.
INSIDE = """
set -e
mount -t tmpfs tmpfs /mnt
mkdir /mnt/data /mnt/models /mnt/python
mount --bind {data} /mnt/data
mount --bind {models} /mnt/models
case {python} in /root/*)
    mount --bind {python} /mnt/python
    mount -t tmpfs tmpfs /root
    chmod 755 /root
    mkdir -p {python}
    mount --bind /mnt/python {python}
esac
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -o remount,bind,ro /
mount -o remount,ro /mnt
cd {root}
exec setpriv --reuid {uid} --regid {uid} --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all \
    {program} -m flask --app wsgi kyc serve --workers 1
"""


class Contained:
    """`flask kyc serve` inside."""

    def __init__(self, folder: Path) -> None:
        self.data, port = folder / "data", free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.data.mkdir()
        os.chown(self.data, UID, UID)
        env = {
            "PATH": "/usr/bin:/bin",
            "HOME": "/tmp",
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "INSTANCE_DIR": "/mnt/data",
            "MODELS_DIR": "/mnt/models",
            "VALID_API_KEYS": KEY,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.log = folder / "log"
        command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", INSIDE.format(**self.places(folder))]
        with self.log.open("wb") as log:
            self.process = psutil.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)

    def places(self, folder: Path) -> dict[str, str]:
        models = folder / "models"
        shutil.copytree(models_dir(), models)
        for path in (models, *models.rglob("*")):
            path.chmod(0o755)
        names = {
            "data": self.data,
            "models": models,
            "python": sys.base_prefix,
            "root": ROOT,
            "program": sys.executable,
        }
        return {"uid": str(UID), **{name: shlex.quote(str(place)) for name, place in names.items()}}

    def ready(self) -> bool:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if requests.get(f"{self.url}/readyz", timeout=10).ok:
                    return True
            except requests.ConnectionError:
                time.sleep(0.3)
        return False


@pytest.fixture
def contained(tmp_path: Path) -> Iterator[Contained]:
    made = Contained(tmp_path)
    assert made.ready(), made.log.read_text()
    yield made
    if made.process.poll() is None:
        os.killpg(made.process.pid, signal.SIGKILL)


def status(process: psutil.Process, name: str) -> list[str]:
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    (found,) = (line.split(":")[1].split() for line in lines if line.startswith(f"{name}:"))
    return found


def test_it_verifies_as_another_user_on_a_root_file_system_that_is_read_only(contained: Contained) -> None:
    everyone = [contained.process, *contained.process.children(recursive=True)]
    assert len(everyone) == 5  # supervisor, gunicorn and its two, a worker
    for one in everyone:
        assert set(status(one, "Uid")) == set(status(one, "Gid")) == {str(UID)}
        assert status(one, "Groups") == []
        assert (int(status(one, "CapEff")[0], 16), int(status(one, "CapBnd")[0], 16)) == (0, 0)
        assert status(one, "NoNewPrivs") == ["1"]
        assert root_options(one).startswith("ro")
    assert approved(contained, Partner(contained.url).verify(1))
    assert {path.stat().st_uid for path in contained.data.rglob("*")} == {UID}
    assert len([path for path in (contained.data / "blobs").rglob("*") if path.is_file()]) == 2
    os.kill(contained.process.pid, signal.SIGTERM)
    assert contained.process.wait(60) == 0, contained.log.read_text()
    assert "Read-only file system" not in contained.log.read_text()
    assert "Permission denied" not in contained.log.read_text()


def root_options(process: psutil.Process) -> str:
    """How / is mounted for it; the last line counts where there are several."""
    lines = Path(f"/proc/{process.pid}/mountinfo").read_text().splitlines()
    return [line.split()[5] for line in lines if line.split()[4] == "/"][-1]


def approved(contained: Contained, made: str) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        body = requests.get(f"{contained.url}/v1/sessions/{made}", headers={"x-api-key": KEY}, timeout=30).json()
        if body["status"] == "approved":
            return True
        time.sleep(0.3)
    return False


def test_the_root_that_it_ran_on_cannot_be_written_to(tmp_path: Path) -> None:
    folder = {name: shlex.quote(str(tmp_path)) for name in ("data", "models")}
    more = {"python": shlex.quote(sys.base_prefix), "root": str(ROOT), "uid": str(UID), "program": "/bin/sh"}
    script = INSIDE.format(**folder, **more).replace("-m flask --app wsgi kyc serve --workers 1", "-c 'touch kyc/x'")
    done = subprocess.run(["unshare", "--mount", "sh", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Read-only file system" in done.stderr
