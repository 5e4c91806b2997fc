"""Models and engines: whether each file is there and unaltered, and whether the engines run with them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from PIL import Image

from kyc.adapters.faces.engines import own_models
from kyc.adapters.weights import MODELS, Standing, standing
from kyc.cli.doctor.finding import Finding, Installation, fail, ok, warn
from kyc.domain.documents import Side
from kyc.domain.errors import DomainError, Unavailable
from kyc.domain.ports import Page

AGAIN = "flask kyc models install"


def models(installation: Installation) -> Iterator[Finding]:
    """Every model file, by its digest; a missing font only affects how a report looks."""
    chosen = installation.settings
    files = [one.file for one in (*MODELS, *own_models(chosen.face_engine))]
    found = {file.name: standing(chosen.models_dir, file) for file in files}
    wrong = {name: state for name, state in found.items() if state is not Standing.INSTALLED}
    for name, state in sorted(wrong.items()):
        judge = warn if name.endswith((".ttf", ".otf")) else fail
        yield judge("models", f"{name} is {state}", AGAIN)
    if not wrong:
        yield ok("models", f"{len(found)} files are in place and unaltered")


def running_engines(installation: Installation) -> Iterator[Finding]:
    """Each engine examines a blank sheet, and has to find by itself that there is nothing on it."""
    sheet = _sheet()
    tools = installation.tools
    page = (Page(Side.FRONT, sheet),)
    tries: dict[str, Callable[[], object]] = {
        "the document reader": lambda: tools.engines.reader.read(page, None, datetime.now(UTC).date()),
        "the face engine": lambda: tools.engines.faces.compare(sheet, sheet),
        "liveness": lambda: tools.engines.faces.liveness(sheet),
    }
    for name, look in tries.items():
        yield _tried(name, look)


def _tried(name: str, look: Callable[[], object]) -> Finding:
    try:
        look()
    except Unavailable as error:
        return fail("engines", f"{name} does not run: {error.detail or error.code}", AGAIN)
    except DomainError:
        return ok("engines", f"{name} runs")
    except Exception as error:  # noqa: BLE001  (a custom engine may raise anything)
        return fail("engines", f"{name} breaks: {type(error).__name__}", f"is its setting right? {AGAIN}")
    return ok("engines", f"{name} runs")


def _sheet() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (640, 400), (238, 238, 238)).save(file, "JPEG")
    return file.getvalue()
