"""The box of parts: chosen by settings, built once, and the heavy ones not before they are asked for."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kyc import checks, tools
from kyc.config import Settings
from kyc.domain.decision import decide
from kyc.domain.errors import Unavailable
from kyc.domain.evidence import Engine, FaceTemplate
from kyc.domain.lifecycle import State
from kyc.domain.paper import Paper
from kyc.mistakes import Mistaken
from kyc.tools import Tools, factory, found_checks, load_policy
from tests import make

STRICT = """
version = "house-7"
required = ["face_match"]
[[rules]]
name = "everything_to_a_person"
outcome = "manual_review"
"""


def changed(settings: Settings, **changes: object) -> Settings:
    return settings.model_copy(update=changes)


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A module `house_engines` whose factories note what they were given."""
    built: list[dict[str, Any]] = []
    module = ModuleType("house_engines")
    for name in ("reader", "faces", "lists"):
        setattr(module, name, lambda _name=name, **given: built.append({"what": _name, **given}) or _name)
    monkeypatch.setitem(sys.modules, "house_engines", module)
    return built


def house(settings: Settings) -> Tools:
    return Tools(
        changed(
            settings,
            document_reader="house_engines:reader",
            face_engine="house_engines:faces",
            watchlist="house_engines:lists",
            engine_threads=3,
        )
    )


def test_another_engine_is_one_setting(settings: Settings, engines: list[dict[str, Any]]) -> None:
    found = house(settings).engines
    assert (found.reader, found.faces, found.sanctions, found.pep) == ("reader", "faces", "lists", "lists")
    assert engines == [
        {"what": "reader", "models_dir": settings.models_dir, "threads": 3},
        {"what": "faces", "models_dir": settings.models_dir, "threads": 1},
        {"what": "lists", "directory": settings.watchlists_dir, "kind": "sanctions"},
        {"what": "lists", "directory": settings.watchlists_dir, "kind": "pep"},
    ]


def test_a_service_that_screens_is_one_setting_and_its_address(settings: Settings) -> None:
    box = Tools(changed(settings, watchlist="yente", yente_url="http://yente:8000/", yente_algorithm="logic-v1"))
    made = [box.watchlist(kind) for kind in ("sanctions", "pep")]
    assert [type(one).__name__ for one in made] == ["YenteWatchlist", "YenteWatchlist"]
    assert box.watchlist("pep") is made[1]
    assert type(box.list_history).__name__ == "DailyHistory"


def test_engines_are_built_once_and_only_when_asked_for(settings: Settings, engines: list[dict[str, Any]]) -> None:
    box = house(settings)
    assert box.policy.version == "default-1"
    assert engines == []
    assert box.engines is box.engines
    assert len(engines) == 4


def test_building_touches_every_part_of_a_worker(settings: Settings, engines: list[dict[str, Any]]) -> None:
    box = house(settings)
    box.build()
    assert {"engines", "policy", "checks", "blobs", "keyring", "sender", "marks", "portraits"} <= set(vars(box))


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("no.such.module:create", ModuleNotFoundError),
        ("kyc.adapters.faces:no_such", AttributeError),
        ("kyc.adapters.faces", AttributeError),
        ("", ValueError),
    ],
)
def test_a_factory_that_is_not_there_is_an_error_at_once(path: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        factory(path)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"blob_url": "ftp://images"}, "BLOB_URL has to be"),
        ({"outgoing_allow": ("10.0.0.0/99",)}, "OUTGOING_ALLOW"),
        ({"policy_file": Path("no-such-policy.toml")}, "POLICY_FILE cannot be used .FileNotFoundError"),
        ({"document_reader": "kyc.adapters:none"}, "DOCUMENT_READER cannot be used .AttributeError"),
        ({"watchlist": "no.such.module:create"}, "WATCHLIST cannot be used .ModuleNotFoundError"),
        ({"watchlist": "yente"}, "WATCHLIST=yente needs"),
    ],
)
def test_a_mistake_in_the_settings_is_found_when_a_worker_builds_its_parts(
    settings: Settings, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(Mistaken, match=words):
        Tools(changed(settings, **changes)).build()


def test_an_operators_policy_takes_the_place_of_ours(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(STRICT)
    policy = load_policy(changed(settings, policy_file=tmp_path / "policy.toml"))
    verdict = decide(policy, make.examination().results)
    assert (policy.version, verdict.outcome, verdict.rule) == (
        "house-7",
        State.MANUAL_REVIEW,
        "everything_to_a_person",
    )


def test_a_policy_with_a_mistake_names_the_rule(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(STRICT.replace("manual_review", "approve"))
    with pytest.raises(ValueError, match="rule 1"):
        load_policy(changed(settings, policy_file=tmp_path / "policy.toml"))


def test_a_check_of_the_house_is_found_by_its_folder_and_stands_behind_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "age_over_18.py").write_text("NAME = 'age_over_18'\n\ndef judge(evidence):\n    return None\n")
    (tmp_path / "helpers.py").write_text("LIMIT = 18\n")
    monkeypatch.setattr(checks, "__path__", [*checks.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "kyc.checks.age_over_18", raising=False)
    assert [check.NAME for check in found_checks()] == [*make.CHECKS, "age_over_18"]


def test_blobs_are_sealed_with_the_ring_of_the_settings(settings: Settings, tmp_path: Path) -> None:
    box = Tools(changed(settings, blob_url=f"file://{tmp_path}/images"))
    box.blobs.put("document/one", b"a passport")
    (stored,) = [path for path in (tmp_path / "images").rglob("*") if path.is_file()]
    assert b"a passport" not in stored.read_bytes()
    assert box.blobs.get("document/one") == b"a passport"
    assert box.keyring is box.keyring


def test_traces_are_made_with_the_secrets_and_the_days_of_the_settings(settings: Settings) -> None:
    box = Tools(changed(settings, portrait_reuse_days=30))
    assert (box.marks.keyring, box.marks.portrait_days) == (box.keyring, 30)
    assert box.marks.pepper == settings.api_key_pepper.get_secret_value().encode()
    assert list(box.portraits.same(FaceTemplate(Engine("faces", "1"), 0.6, b"\x00\x3c"), [b"\x00\x3c"])) == [0]


def test_the_intake_follows_the_limits_of_the_settings(settings: Settings) -> None:
    from kyc.domain.errors import Refused

    intake = Tools(changed(settings, max_upload_bytes=10)).intake
    with pytest.raises(Refused, match="file_too_large"):
        intake.accept(b"x" * 11, allow_pdf=False)


@pytest.mark.parametrize(
    ("url", "allow", "problem"),
    [
        ("https://partner.example/hook", (), None),
        ("http://10.1.2.3/hook", (), "blocked_address"),
        ("http://10.1.2.3/hook", ("10.0.0.0/8",), None),
        ("ftp://partner.example", (), "invalid_url"),
    ],
)
def test_an_address_is_judged_by_the_allow_list_of_the_settings(
    settings: Settings, url: str, allow: tuple[str, ...], problem: str | None
) -> None:
    assert Tools(changed(settings, outgoing_allow=allow)).check_url(url) == problem


def test_a_web_process_never_loads_a_heavy_model() -> None:
    """What a process that only serves has imported: no network runtime, no reader."""
    import subprocess

    program = (
        "import sys, kyc.app; heavy = ('onnxruntime', 'rapidocr', 'dbos._kafka');"
        "print([name for name in heavy if name in sys.modules])"
    )
    root = Path(tools.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_face_engine_of_the_house_measures_challenges(settings: Settings) -> None:
    chosen = Tools(settings)
    assert chosen.challenge_engine is chosen.engines.faces


def test_an_engine_that_only_compares_measures_no_challenge(settings: Settings, engines: list[dict[str, Any]]) -> None:
    with pytest.raises(Unavailable) as caught:
        house(settings).challenge_engine
    assert caught.value.detail == "not_supported"


def test_the_printer_is_built_when_it_is_asked_for(settings: Settings) -> None:
    box = Tools(settings)
    paper = Paper("Report", "Report", [], "foot", datetime(2026, 1, 2, tzinfo=UTC))
    assert "printer" not in vars(box)
    assert box.printer.pdf(paper).startswith(b"%PDF-")
    assert box.printer is box.printer
