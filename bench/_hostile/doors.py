"""Sends one file through either door of a running server and judges the answer."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from html import unescape

import requests

from bench._hostile.material import Sample
from kyc.domain.reasons import CATALOGUE

PATIENCE_S = 90
# Answers about the form around the file, not about its picture.
_OF_THE_FORM = {"payload_too_large", "invalid_request", "bad_request"}


@dataclass(frozen=True, slots=True)
class Told:
    """The answer: HTTP status (0 where the connection was lost), the reason's code, and wall-clock seconds.

    `clean` is true for an acceptance and for a refusal whose reason is in the catalogue.
    """

    kind: str
    status: int
    code: str
    seconds: float
    clean: bool
    session: str = ""

    @property
    def accepted(self) -> bool:
        return self.clean and self.code == "accepted"

    @property
    def outcome(self) -> str:
        """The outcome in a word; the page answers 200 with the reason in it, so that a reload sends nothing again."""
        if self.clean and self.status == 503:
            return "told to come again"
        if self.status == 0 or self.status >= 500:
            return f"{self.status // 100}xx" if self.status else "connection lost"
        return "accepted" if self.accepted else "refused with a reason" if self.clean else "refused without a reason"


def by_api(url: str, key: str, sample: Sample) -> Told:
    """`POST /v1/sessions/{id}/documents`, in its own session."""
    headers = {"x-api-key": key}
    config = {"config": {"max_retries": 20}}
    opened = requests.post(f"{url}/v1/sessions", json=config, headers=headers, timeout=PATIENCE_S).json()["id"]
    file = {"file": (sample.file_name, sample.data, sample.content_type)}
    start = time.perf_counter()
    try:
        answer = requests.post(
            f"{url}/v1/sessions/{opened}/documents",
            files=file,
            data={"type": "passport"},
            headers=headers,
            timeout=PATIENCE_S,
        )
    except requests.RequestException as lost:
        return Told(sample.kind, 0, type(lost).__name__, time.perf_counter() - start, clean=False)
    code, clean = judged(answer)
    return Told(sample.kind, answer.status_code, code, time.perf_counter() - start, clean, opened)


def judged(answer: requests.Response) -> tuple[str, bool]:
    """The code of an API answer, and whether the answer matches the contract."""
    if answer.ok:
        return "accepted", answer.status_code in (200, 201)
    if answer.headers.get("content-type") != "application/problem+json":
        return "no problem details", False
    body = answer.json()
    if answer.status_code == 503:
        return body["code"], "retry-after" in answer.headers
    known = body["code"] in _OF_THE_FORM or (body["code"] in CATALOGUE and bool(body["detail"]))
    return body["code"], known and 400 <= body["status"] == answer.status_code < 500


def by_page(url: str, key: str, sample: Sample) -> Told:
    """The applicant's page: consent, choice, photo; the page's words are looked up in the catalogue."""
    opened = requests.post(f"{url}/v1/sessions", json={}, headers={"x-api-key": key}, timeout=PATIENCE_S).json()
    with requests.Session() as browser:
        page, photo = opened["url"], f"{opened['url']}/photo/data_page"
        token = _token(browser.get(page, timeout=PATIENCE_S).text)
        token = _token(_posted(browser, f"{page}/start", token, agree="y").text) or token
        choice = {"document_type": "passport", "issuing_country": "UTO"}
        token = _token(_posted(browser, f"{page}/document", token, **choice).text) or token
        file = {"photo": (sample.file_name, sample.data, sample.content_type)}
        start = time.perf_counter()
        try:
            answer = browser.post(photo, files=file, data={"csrf_token": token}, timeout=PATIENCE_S)
        except requests.RequestException as lost:
            return Told(sample.kind, 0, type(lost).__name__, time.perf_counter() - start, clean=False)
    code, clean = _read(answer)
    return Told(sample.kind, answer.status_code, code, time.perf_counter() - start, clean, opened["id"])


def _posted(browser: requests.Session, address: str, token: str, **fields: str) -> requests.Response:
    answer = browser.post(address, data={"csrf_token": token, **fields}, timeout=PATIENCE_S)
    answer.raise_for_status()
    return answer


def _token(html: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    return found[1] if found else ""


def _read(answer: requests.Response) -> tuple[str, bool]:
    """The selfie's page after an accepted photo; otherwise the reason for the refusal in the applicant's words."""
    if answer.status_code == 413:
        return "payload_too_large", True
    if answer.url.endswith("/selfie"):
        return "accepted", answer.ok
    if answer.status_code == 503:
        return "service_unavailable", "retry-after" in answer.headers
    text = unescape(answer.text)
    code = next((code for code, reason in CATALOGUE.items() if reason.applicant in text), "")
    return code or ("photo_needed" if "photo" in text else "no reason"), bool(code or answer.ok)
