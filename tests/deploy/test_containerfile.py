"""The image: what it copies is there, what it sets exists, and it runs as nobody in particular."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from tests.deploy.told import PUBLIC_IMAGE, ROOT, VERSION, unknown

TEXT = re.sub(r"\\\n\s*", " ", (ROOT / "Containerfile").read_text())
STEPS = [line.split(" ", 1) for line in TEXT.splitlines() if line and not line.startswith("#")]


def told(word: str) -> list[str]:
    return [rest for step, rest in STEPS if step == word]


COPIED = [word for rest in told("COPY") if not rest.startswith("--from") for word in rest.split(" ")[:-1]]


def test_each_stage_is_built_from_public_images_of_a_named_version() -> None:
    images = [rest.split(" ")[0] for rest in told("FROM")]
    assert len(images) == 4
    assert all(PUBLIC_IMAGE.fullmatch(image) for image in images)
    assert len(set(images)) == 1  # what one stage built runs on the next one's libraries


def test_packages_are_those_of_the_lock_file_with_their_hashes() -> None:
    (installs,) = (rest for rest in told("RUN") if "-m pip " in rest)
    assert installs.endswith("--require-hashes --no-deps -r requirements/runtime.txt")
    assert "://" not in TEXT.replace("http://127.0.0.1:", "")


def test_whatever_it_copies_is_in_the_folder_and_not_kept_out_of_it() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert let_in <= set(COPIED)
    assert all(let_in & {name, *map(str, Path(name).parents)} for name in COPIED)
    assert all((ROOT / name).exists() for name in COPIED)


def test_what_fetches_weights_needs_no_more_of_the_house_than_is_copied_for_it(tmp_path: Path) -> None:
    for name in (name for name in COPIED if name.startswith("kyc/")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, tmp_path / name)
    (program,) = re.findall(r'-c "(from pathlib[^"]*)"', TEXT)
    imports = ";".join(part for part in program.split(";") if " import " in part)
    subprocess.run([sys.executable, "-c", imports], cwd=tmp_path, env={}, check=True)


def test_every_setting_in_it_exists() -> None:
    names = {pair.partition("=")[0] for rest in told("ENV") for pair in shlex.split(rest)}
    assert unknown(names - {"PIP_NO_CACHE_DIR", "PIP_DISABLE_PIP_VERSION_CHECK"}) == set()


def test_it_runs_as_a_user_without_rights_under_the_version_of_the_package() -> None:
    assert told("USER") == ["10001:10001"]
    assert f'image.version="{VERSION}"' in told("LABEL")[0]


@pytest.mark.parametrize("word", ["ENTRYPOINT", "CMD"])
def test_it_starts_a_command_that_exists(commands: set[str], word: str) -> None:
    words = re.findall(r'"([^"]*)"', told(word)[0])
    if word == "ENTRYPOINT":
        assert words == ["python", "-m", "flask", "--app", "wsgi", "kyc"]
    else:
        assert words[0] in commands


def test_its_health_is_asked_where_the_web_server_answers(app: Flask) -> None:
    assert "/healthz" in told("HEALTHCHECK")[0]
    assert "/healthz" in {rule.rule for rule in app.url_map.iter_rules()}
