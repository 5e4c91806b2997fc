"""Every curl command of the docs works as pasted, against a real server on loopback."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kyc.models import utcnow
from tests.conformance.pages import DOCS, ROOT, blocks, commands, run

PAGES = sorted(page for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")] if "curl " in commands(page))
OWN_TEST = {DOCS / "quickstart.md": "test_quickstart.py"}
CAPTURE = timedelta(seconds=8)


@pytest.mark.parametrize("page", [page for page in PAGES if page not in OWN_TEST], ids=lambda page: page.stem)
def test_every_command_of_the_page_works(
    base: str, tmp_path: Path, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kyc.services.liveness.challenges.utcnow", _when_the_moves_began)
    done = run(page, base, tmp_path)
    assert [call for call in done.calls if not 200 <= call[0] < 300] == []
    assert len(done.calls) == commands(page).count("curl ")


def test_there_are_pages_with_commands() -> None:
    names = {page.relative_to(ROOT).as_posix() for page in PAGES}
    told = {f"docs/partner/{name}.md" for name in ("profiles-api", "sessions-api", "liveness", "webhooks", "testing")}
    assert names >= {"README.md", *told} | {f"docs/partner/{name}.md" for name in ("upgrading", "going-live")}


@pytest.mark.parametrize("page", OWN_TEST, ids=lambda page: page.stem)
def test_a_page_with_a_test_of_its_own_has_it(page: Path) -> None:
    assert page in PAGES
    assert page.name in (Path(__file__).parent / OWN_TEST[page]).read_text()


def test_commands_stand_where_they_are_tried() -> None:
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        fences = re.findall(r"^```(\w*)\n(.*?)^```", page.read_text(), re.S | re.M)
        assert not [language for language, text in fences if "curl -" in text and language != "sh"], page


def test_every_block_is_closed() -> None:
    for page in DOCS.glob("*.md"):
        assert page.read_text().count("\n```") % 2 == 0, page
        assert all(blocks(page, "sh")), page


def _when_the_moves_began() -> datetime:
    """The camera of the liveness page runs for some seconds, which nobody waits for here."""
    return utcnow() - CAPTURE
