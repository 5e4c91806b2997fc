"""S3 over HTTP: moto's server in its own process and environment (DBOS and botocore exclude each other)."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from uuid import uuid4

import requests

from bench.server import free_port

BESIDE = Path(__file__).resolve().parents[2] / ".venv" / "beside" / "bin"
PAGE = 100
"""The most names that one answer lists; the real service's limit is a thousand."""
ALLOWED = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'


class S3:
    """A service on a free port; `bucket` creates a fresh one. All processes of this machine may share it."""

    def __enter__(self) -> S3:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start it empty, even after an earlier run: moto keeps everything in memory."""
        command = [str(BESIDE / "moto_server"), "-H", "127.0.0.1", "-p", self.url.rpartition(":")[2]]
        env = {**os.environ, "MOTO_S3_DEFAULT_MAX_KEYS": str(PAGE)}
        self.process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(300):
            with suppress(requests.ConnectionError):
                requests.get(f"{self.url}/moto-api/", timeout=30)
                return
            time.sleep(0.1)
        raise TimeoutError("moto_server did not start")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    @property
    def env(self) -> Mapping[str, str]:
        """The environment a process needs to reach it; any key opens it, unless `strict`."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "anyone",
            "AWS_SECRET_ACCESS_KEY": "anything",
            "AWS_REGION": "us-east-1",
        }

    def bucket(self, address: str = "") -> str:
        """The URL of a new, empty bucket."""
        address = address or f"s3://evidence-{uuid4().hex[:12]}"
        requests.put(self._web(address), headers=_as("s3"), timeout=30).raise_for_status()
        return address

    def kept(self, bucket: str) -> dict[str, bytes]:
        """Every stored object."""
        base = self._web(bucket)
        listed = requests.get(base, headers=_as("s3"), timeout=30).text
        keys = [part.partition("</Key>")[0] for part in listed.split("<Key>")[1:]]
        return {key: requests.get(f"{base}/{key}", headers=_as("s3"), timeout=30).content for key in keys}

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It accepts connections and answers nothing."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    @contextmanager
    def strict(self) -> Iterator[Mapping[str, str]]:
        """Only the key given here opens it, and every signature is checked."""
        who = f"house-{uuid4().hex[:12]}"
        self._iam("CreateUser", UserName=who)
        self._iam("PutUserPolicy", UserName=who, PolicyName="all", PolicyDocument=ALLOWED)
        made = self._iam("CreateAccessKey", UserName=who)
        key, secret = (made.split(f"<{tag}>")[1].split("<")[0] for tag in ("AccessKeyId", "SecretAccessKey"))
        self._check_signatures(after="0")
        try:
            yield {**self.env, "AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret}
        finally:
            self._check_signatures(after="inf")

    def _web(self, address: str) -> str:
        return f"{self.url}/{address.removeprefix('s3://')}"

    def _iam(self, action: str, **words: str) -> str:
        body = {"Action": action, "Version": "2010-05-08", **words}
        answer = requests.post(self.url, data=body, headers=_as("iam"), timeout=30)
        answer.raise_for_status()
        return answer.text

    def _check_signatures(self, after: str) -> None:
        requests.post(f"{self.url}/moto-api/reset-auth", data=after, timeout=30).raise_for_status()


def _as(service: str) -> dict[str, str]:
    """moto identifies the service by the signature's scope."""
    scope = f"Credential=anyone/20260101/us-east-1/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=none"}
