from __future__ import annotations

from kyc.checks.document.subcheck import SubResult, as_json, clear, consider, judged, reasons_of, result_of, skipped
from kyc.domain.documents import Side
from kyc.domain.evidence import Region

PLACE = Region(Side.FRONT, (0.12345, 0.2, 0.5, 0.25))


def test_one_doubt_makes_the_group_a_doubt() -> None:
    assert result_of({"a": clear(), "b": consider("image_screen"), "c": skipped("not_asked")}) is SubResult.CONSIDER


def test_a_group_is_clear_where_all_that_ran_was_clear() -> None:
    assert result_of({"a": clear(), "b": skipped("not_asked")}) is SubResult.CLEAR


def test_a_group_of_which_nothing_ran_was_not_performed() -> None:
    assert result_of({"a": skipped("not_asked")}) is SubResult.NOT_PERFORMED
    assert result_of({}) is SubResult.NOT_PERFORMED


def test_only_doubts_give_reasons_and_each_once() -> None:
    group = {"a": consider("image_screen"), "b": skipped("not_asked"), "c": consider("image_screen")}
    assert reasons_of(group) == ["image_screen"]


def test_a_judgement_is_a_doubt_where_its_reason_holds() -> None:
    assert judged("image_screen", [PLACE], holds=True) == consider("image_screen", PLACE)
    assert judged("image_screen", [PLACE], holds=False) == clear(PLACE)


def test_a_group_is_told_in_plain_values() -> None:
    assert as_json({"screen": consider("image_screen", PLACE)}) == {
        "result": "consider",
        "reasons": ["image_screen"],
        "breakdown": {
            "screen": {
                "result": "consider",
                "reason": "image_screen",
                "regions": [{"side": "front", "box": [0.1235, 0.2, 0.5, 0.25]}],
            }
        },
    }
