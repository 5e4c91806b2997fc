"""Words of mistakes: the setting, what it has to be, and nothing of what was given."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, Field, ValidationError, model_validator

from kyc.mistakes import Mistaken, made, of_validation


class House(BaseModel):
    doors: int = Field(1, ge=1, le=9, description="Doors to the street.")
    share: float = Field(0.5, gt=0)
    lift_in_use: bool = False

    @model_validator(mode="after")
    def _tall(self) -> House:
        if self.lift_in_use and self.doors > 5:
            raise ValueError("LIFT_IN_USE is on: that needs fewer doors")
        return self


def words(**given: object) -> str:
    with pytest.raises(ValidationError) as caught:
        House(**given)  # type: ignore[arg-type]  # that is the question
    return str(of_validation(caught.value, House))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"doors": "hunter2"}, "DOORS has to be a whole number (Doors to the street)"),
        ({"doors": 0}, "DOORS has to be 1 or more (Doors to the street)"),
        ({"doors": 10}, "DOORS has to be 9 or less (Doors to the street)"),
        ({"share": "hunter2"}, "SHARE has to be a number"),
        ({"share": 0}, "SHARE has to be more than 0.0"),
        ({"lift_in_use": "hunter2"}, "LIFT_IN_USE has to be true or false"),
        ({"lift_in_use": True, "doors": 7}, "LIFT_IN_USE is on: that needs fewer doors"),
        ({"doors": []}, "DOORS is not what it has to be (Doors to the street)"),
    ],
)
def test_each_kind_has_its_words(given: dict[str, object], expected: str) -> None:
    assert words(**given) == expected


def test_a_mistake_of_several_settings_is_kept_under_the_first_that_is_named() -> None:
    with pytest.raises(ValidationError) as caught:
        House(doors=7, lift_in_use=True)
    assert list(of_validation(caught.value, House).found) == ["LIFT_IN_USE"]


def test_a_part_that_cannot_be_made_is_the_mistake_of_its_setting() -> None:
    def absent() -> None:
        raise FileNotFoundError(2, "No such file", "/home/hunter2")

    def strange() -> None:
        raise ValueError("has to be a key ring")

    with pytest.raises(Mistaken, match=r"POLICY cannot be used .FileNotFoundError: No such file.$"):
        made("POLICY", absent)
    with pytest.raises(Mistaken, match=r"^KEYS has to be a key ring$"):
        made("KEYS", strange)
    assert made("DOORS", lambda: 3) == 3


def test_a_mistake_within_a_part_keeps_its_own_setting() -> None:
    def inner() -> None:
        raise Mistaken({"FACES": "has to be onnx"})

    with pytest.raises(Mistaken, match=r"^FACES has to be onnx$"):
        made("ENGINES", inner)
