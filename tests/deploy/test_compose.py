"""compose.yaml: valid, every container held in, every setting known, and time enough to stop."""

from __future__ import annotations

from typing import Any

import pytest

from kyc.cli.supervisor import GRACE_S
from tests.deploy.told import PUBLIC_IMAGE, VERSION, documents, judged, unknown

(COMPOSE,) = documents("compose.yaml")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, one in SERVICES.items() if one["image"].startswith("ekyc-server")]
LONG_LIVED = [name for name, one in SERVICES.items() if one["restart"] != "no"]


def test_it_follows_the_compose_specification() -> None:
    judged("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml")


@pytest.mark.parametrize("name", SERVICES)
def test_each_container_writes_nowhere_else_and_gains_no_rights(name: str) -> None:
    one = SERVICES[name]
    assert (one["read_only"], one["cap_drop"]) == (True, ["ALL"])
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert name == "bucket" or not one["user"].startswith("0")
    assert PUBLIC_IMAGE.fullmatch(one["image"])


@pytest.mark.parametrize("name", OURS)
def test_ours_are_of_this_version_with_settings_and_commands_that_exist(commands: set[str], name: str) -> None:
    one = SERVICES[name]
    assert one["image"] == f"ekyc-server:{VERSION}"
    assert unknown(set(one["environment"])) == set()
    assert one["command"][0] in commands


def test_nothing_but_the_web_server_can_be_reached_from_outside() -> None:
    assert [name for name, one in SERVICES.items() if "ports" in one] == ["web"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert {name for name, one in SERVICES.items() if "outside" in one.get("networks", [])} == set(OURS)


def test_who_stops_has_longer_than_what_is_in_hand_may_take() -> None:
    for name in ("web", "worker"):
        grace = int(SERVICES[name]["stop_grace_period"].removesuffix("s"))
        assert grace > int(SERVICES[name]["environment"]["STOP_SECONDS"]) + GRACE_S


@pytest.mark.parametrize("name", LONG_LIVED)
def test_logs_do_not_grow_for_ever(name: str) -> None:
    assert set(SERVICES[name]["logging"]["options"]) == {"max-size", "max-file"}


def test_no_secret_stands_in_it() -> None:
    for one in SERVICES.values():
        named = {
            name for name in one.get("environment", {}) if any(word in name for word in ("KEY", "SECRET", "PASSW"))
        }
        assert named == set()


def test_services_are_asked_how_they_are_and_waited_for() -> None:
    healthy = {name for name in LONG_LIVED if "test" in SERVICES[name].get("healthcheck", {})} | {"web"}
    assert set(LONG_LIVED) - healthy == {"worker"}
    for one in SERVICES.values():
        for other, wanted in one.get("depends_on", {}).items():
            done = wanted["condition"] == "service_completed_successfully"
            assert (other not in LONG_LIVED) if done else (other in healthy)
