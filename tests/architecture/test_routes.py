"""No address is open by accident: every view of the application carries a guard."""

from __future__ import annotations

import pytest
from flask import Flask

PUBLIC_APIS = {"legacy.status", "legacy.greeting", "v1.receipt_keys"}


def guards(app: Flask) -> dict[str, str]:
    """The guard of each endpoint, or an empty string."""
    return {rule.endpoint: getattr(app.view_functions[rule.endpoint], "guard", "") for rule in app.url_map.iter_rules()}


def test_every_view_carries_a_guard(app: Flask) -> None:
    assert [endpoint for endpoint, guard in guards(app).items() if not guard] == []


def test_the_apis_are_public_only_where_the_contract_says_so(app: Flask) -> None:
    apis = {endpoint: guard for endpoint, guard in guards(app).items() if endpoint.startswith(("v1.", "legacy."))}
    assert {endpoint for endpoint, guard in apis.items() if guard == "public"} == PUBLIC_APIS
    assert all(guard.startswith("api_key:") for endpoint, guard in apis.items() if endpoint not in PUBLIC_APIS)


def test_the_scopes_that_views_ask_for_exist(app: Flask) -> None:
    from kyc.services.accounts.keys import SCOPES

    asked = {guard.removeprefix("api_key:").split("|")[0] for guard in guards(app).values() if "api_key:" in guard}
    assert asked == set(SCOPES)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_without_a_key_no_view_of_v1_answers(app: Flask, method: str) -> None:
    client = app.test_client()
    seen = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("v1.") and rule.endpoint not in PUBLIC_APIS and method in (rule.methods or set()):
            path = rule.rule.replace("<session_id>", "sess_" + "a" * 31)
            seen.add(client.open(path, method=method).status_code)
    assert seen <= {401}
