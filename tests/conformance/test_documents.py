"""What the documents name is there: files behind links, commands with their options, make targets, settings, pages."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from flask import Flask

from kyc.config import Settings

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
COMMAND = re.compile(r"(?:^|[`\s/])flask (?:--app wsgi )?kyc ([a-z][^`\n|#]*)", re.M)
SETTING = re.compile(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+)[=`]")
# set for other programs, not for this one; O_TMPFILE is a flag of the kernel's
FOREIGN = re.compile(r"AWS_|PLAYWRIGHT_|PROMETHEUS_|LAST_CHANGE|EKYC_KEY|O_TMPFILE")
# how much a suite does
SIZES = "".join(path.read_text() for path in sorted((ROOT / "tests").rglob("*.py")))


def named(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """(page, what it names), each once."""
    found = [(page.relative_to(ROOT).as_posix(), one) for page in PAGES for one in pattern.findall(page.read_text())]
    return sorted({(page, one.strip()) for page, one in found})


@pytest.mark.parametrize(("page", "target"), named(LINK))
def test_a_link_leads_to_a_file(page: str, target: str) -> None:
    assert (ROOT / page).parent.joinpath(target).exists()


@pytest.mark.parametrize(("page", "words"), named(COMMAND))
def test_a_command_exists_with_its_options(app: Flask, page: str, words: str) -> None:
    command: click.Command = app.cli.commands["kyc"]
    rest = words.split()
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-") and rest[0] != "…":
        step = rest.pop(0).rstrip(",.;)")
        assert step in command.commands, f"{page}: {words}"
        command = command.commands[step]
    known = {name for option in command.params for name in option.opts}
    assert {word.split("=")[0] for word in rest if word.startswith("--")} <= known


@pytest.mark.parametrize(("page", "target"), named(re.compile(r"`make ([a-z]+)`")))
def test_a_make_target_exists(page: str, target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M), page


@pytest.mark.parametrize(("page", "name"), [one for one in named(SETTING) if not FOREIGN.match(one[1])])
def test_a_setting_exists(page: str, name: str) -> None:
    assert name.lower() in Settings.model_fields or f'environ.get("{name}"' in SIZES, page


def test_every_setting_of_the_example_file_exists() -> None:
    names = re.findall(r"^#?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M)
    assert len(names) > 30
    assert [name for name in names if name.lower() not in Settings.model_fields] == []


def test_every_document_can_be_reached_from_the_readme() -> None:
    seen, todo = set[Path](), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        seen.add(page)
        linked = [(page.parent / target).resolve() for target in LINK.findall(page.read_text())]
        inside = [one for folder in linked if folder.is_dir() for one in folder.glob("*.md")]
        todo += [one for one in [*linked, *inside] if one.suffix == ".md" and one.exists() and one not in seen]
    assert [page.relative_to(ROOT).as_posix() for page in PAGES if page not in seen] == []


def test_the_steps_of_the_hosted_pages_are_those_of_the_application(app: Flask) -> None:
    text = (ROOT / "docs/develop/hosted-pages.md").read_text()
    told = {step.split("/")[0] for step in re.findall(r"^\| `/([a-z-]+)", text, re.M)}
    rules = [rule.rule.split("/") for rule in app.url_map.iter_rules() if rule.endpoint.startswith("hosted.")]
    served = {parts[2] for parts in rules if len(parts) > 2 and parts[2]}
    served.remove("<path:rest>")  # no step: the "not found" page of whatever else lies below a record
    assert told | {"again", "status"} == served


def test_the_strict_policy_is_the_same_in_words_and_in_fact(app: Flask) -> None:
    policy = app.test_client().get("/docs").headers["Content-Security-Policy"]
    for promise in re.findall(r"`(default-src[^`]*)`", (ROOT / "SECURITY.md").read_text()):
        assert promise in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
