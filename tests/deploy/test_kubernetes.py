"""The Kubernetes example: valid, restricted, asked at addresses that answer, and given time to stop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from kyc.cli.supervisor import GRACE_S
from tests.deploy.told import ROOT, VERSION, documents, judged, unknown

FOLDER = "deploy/kubernetes"
(KUSTOMIZATION,) = documents(f"{FOLDER}/kustomization.yaml")
APPLIED = [one for name in KUSTOMIZATION["resources"] for one in documents(f"{FOLDER}/{name}")]
EXAMPLE = "secrets.example.yaml"
FOUND = [*APPLIED, *documents(f"{FOLDER}/{EXAMPLE}")]
RUNS = [one for one in FOUND if one["kind"] in ("Deployment", "Job")]


def kind(name: str) -> list[dict[str, Any]]:
    return [one for one in FOUND if one["kind"] == name]


def pod(one: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = one["spec"]["template"]["spec"]
    return found


def containers(one: dict[str, Any]) -> list[dict[str, Any]]:
    return [*pod(one).get("initContainers", []), *pod(one)["containers"]]


def test_every_file_is_used_and_follows_the_schemas_of_kubernetes(tmp_path: Path) -> None:
    files = {path.name for path in (ROOT / FOLDER).glob("*.yaml")} - {"kustomization.yaml"}
    assert files == {*KUSTOMIZATION["resources"], EXAMPLE}
    together = tmp_path / "all.yaml"
    together.write_text(yaml.safe_dump_all(FOUND))
    judged("kubernetes-validate", "--strict", "--quiet", str(together))


def test_settings_exist_and_what_is_secret_stands_apart() -> None:
    (settings,), (secret,) = kind("ConfigMap"), kind("Secret")
    assert unknown(set(settings["data"]) | set(secret["stringData"])) == set()
    assert set(settings["data"]).isdisjoint(secret["stringData"])
    assert {value for name, value in secret["stringData"].items() if name != "DATABASE_URL"} == {"change-me"}
    made = (ROOT / "deploy" / "new-secrets.sh").read_text()
    assert all(f"{name}=" in made for name in secret["stringData"])


def test_applying_a_new_version_touches_no_secret() -> None:
    assert "Secret" not in {one["kind"] for one in APPLIED}


@pytest.mark.parametrize("one", RUNS, ids=lambda one: one["metadata"]["name"])
def test_pods_are_restricted_and_start_commands_that_exist(one: dict[str, Any], commands: set[str]) -> None:
    held = pod(one)["securityContext"]
    assert (held["runAsNonRoot"], held["runAsUser"], held["seccompProfile"]["type"]) == (True, 10001, "RuntimeDefault")
    assert pod(one)["automountServiceAccountToken"] is False
    volumes = {volume["name"] for volume in pod(one)["volumes"]}
    for container in containers(one):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["args"][0] in commands
        assert {mount["name"] for mount in container["volumeMounts"]} == volumes
        assert (*container["resources"]["requests"], *container["resources"]["limits"]) == ("cpu", "memory", "memory")


def test_probes_ask_addresses_that_answer(app: Flask) -> None:
    (web,) = (container for one in RUNS for container in containers(one) if container["name"] == "web")
    asked = [web[probe]["httpGet"]["path"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")]
    assert asked == ["/healthz", "/healthz", "/readyz"]
    assert set(asked) <= {rule.rule for rule in app.url_map.iter_rules()}


def test_who_stops_has_longer_than_what_is_in_hand_may_take() -> None:
    stop = int(kind("ConfigMap")[0]["data"]["STOP_SECONDS"])
    for one in kind("Deployment"):
        before = containers(one)[0].get("lifecycle", {}).get("preStop", {}).get("exec", {"command": ["sleep", "0"]})
        assert pod(one)["terminationGracePeriodSeconds"] > stop + GRACE_S + int(before["command"][1])


def test_one_of_each_stays_while_nodes_are_emptied_and_versions_change() -> None:
    guarded = {one["spec"]["selector"]["matchLabels"]["part"] for one in kind("PodDisruptionBudget")}
    assert guarded == {one["metadata"]["labels"]["part"] for one in kind("Deployment")} == {"web", "worker"}
    for one in kind("Deployment"):
        assert one["spec"]["replicas"] >= 2
        assert one["spec"]["selector"]["matchLabels"] == one["spec"]["template"]["metadata"]["labels"]


def test_the_image_is_of_this_version() -> None:
    assert KUSTOMIZATION["images"] == [{"name": "ekyc-server", "newTag": VERSION}]
    assert {container["image"] for one in RUNS for container in containers(one)} == {"ekyc-server"}
