"""A partner's look as it is stored: judged as a whole, kept apart from every other partner's."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from kyc.adapters.images.logo import logo
from kyc.domain.accents import DARK, LIGHT, ThemeName
from kyc.domain.errors import Invalid, NotFound
from kyc.domain.look import HOUSE, Logo, logo_digest
from kyc.models import DEFAULT_PARTNER, AuditEntry, Partner, PartnerLogo, transaction
from kyc.services.accounts import looks
from kyc.services.accounts.look_rules import Look, LookChanges, judged, logo_from
from tests.looks import GREEN, YELLOW, another_partner, logo_file

LIGHT_LOGO = logo_from(logo_file(), "light", logo)
DARK_LOGO = logo_from(logo_file("#c0f0e0"), "dark", logo)


def change(
    session: Session,
    changes: LookChanges = LookChanges(),
    partner: str = DEFAULT_PARTNER,
    logos: Mapping[ThemeName, Logo | None] | None = None,
) -> Look:
    with transaction(session):
        looks.change(session, partner, changes, logos or {}, "staff:1")
    session.expire_all()
    return looks.look_of(session, partner)


def faults(changes: LookChanges) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        judged(Look("ptn", "Name"), changes)
    return {error.pointer: error.code for error in caught.value.errors}


def test_who_chose_nothing_has_the_house_look(session: Session) -> None:
    found = looks.look_of(session, DEFAULT_PARTNER)
    name = session.get_one(Partner, DEFAULT_PARTNER).name
    assert found == Look(DEFAULT_PARTNER, name)
    assert found.style == HOUSE


def test_an_unknown_partner_has_none(session: Session) -> None:
    with pytest.raises(NotFound):
        looks.look_of(session, "ptn_nobody")
    with pytest.raises(NotFound), transaction(session):
        looks.change(session, "ptn_nobody", LookChanges(name="X"), {}, "operator")
    with pytest.raises(NotFound), transaction(session):
        looks.clear(session, "ptn_nobody", "operator")


def test_a_look_is_kept_with_who_set_it(session: Session) -> None:
    found = change(session, LookChanges("  Nordhaven   Bank ", GREEN.upper(), YELLOW, "round"))
    assert (found.name, found.accent, found.accent_dark, found.shape) == ("Nordhaven Bank", GREEN, YELLOW, "round")
    assert found.own_name == "Nordhaven Bank"
    assert found.updated_by == "staff:1"
    assert found.updated_at is not None


def test_what_is_not_wished_stays(session: Session) -> None:
    change(session, LookChanges("Nordhaven", GREEN, None, "round"))
    found = change(session, LookChanges(accent_dark=YELLOW))
    assert (found.name, found.accent, found.accent_dark, found.shape) == ("Nordhaven", GREEN, YELLOW, "round")


def test_an_empty_word_gives_back_to_the_house(session: Session) -> None:
    change(session, LookChanges("Nordhaven", GREEN, YELLOW, "round"))
    found = change(session, LookChanges("", "", "", ""))
    assert found.style == HOUSE
    assert found.name == session.get_one(Partner, DEFAULT_PARTNER).name


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_stored(session: Session) -> None:
    before = looks.look_of(session, DEFAULT_PARTNER)
    with pytest.raises(Invalid) as caught:
        change(session, LookChanges("x" * 81, YELLOW, "blue", "oval"))
    assert {error.pointer for error in caught.value.errors} == {"/name", "/accent", "/accent_dark", "/shape"}
    assert looks.look_of(session, DEFAULT_PARTNER) == before


def test_a_weak_colour_names_the_pair_the_ratio_and_what_would_do() -> None:
    with pytest.raises(Invalid) as caught:
        judged(Look("ptn", "Name"), LookChanges(accent=YELLOW))
    (error,) = caught.value.errors
    assert error.detail == (
        "it is too weak on light pages: link on a grey field reaches 1.32:1 where 4.5:1 is needed; "
        "the nearest shade that does is #856a00"
    )
    assert judged(Look("ptn", "Name"), LookChanges(accent="#856a00")).accent == "#856a00"


def test_a_ratio_is_never_rounded_up_to_what_is_needed() -> None:
    with pytest.raises(Invalid, match=r"reaches 4\.4\d?:1 where 4\.5:1"):
        judged(Look("ptn", "Name"), LookChanges(accent="#0b7e5a"))


@pytest.mark.parametrize("name", ["Bank\u202egniog", "a\x00b", "tab\x07", "x" * 81, "\u2066Bank"])
def test_a_name_is_seen_whole(name: str) -> None:
    assert faults(LookChanges(name=name)) == {"/name": "invalid_name"}


@pytest.mark.parametrize("name", ["Nordhaven Bank", "بانک ملی\u200cها", "招商银行", "Café & Co. <b>", "x" * 80])
def test_names_of_all_writings_are_welcome(name: str) -> None:
    assert judged(Look("ptn", "Name"), LookChanges(name=name)).name == name


@pytest.mark.parametrize("colour", ["blue", "#12345", "url(x)", "#fff;--x:1"])
def test_a_colour_is_a_colour(colour: str) -> None:
    assert faults(LookChanges(accent=colour)) == {"/accent": "not_a_colour"}
    assert faults(LookChanges(accent_dark=colour)) == {"/accent_dark": "not_a_colour"}


def test_each_theme_judges_its_own_accent() -> None:
    assert faults(LookChanges(accent_dark=GREEN)) == {"/accent_dark": "low_contrast"}
    assert judged(Look("ptn", "Name"), LookChanges(accent_dark=YELLOW)).accent_dark == YELLOW


def test_logos_are_kept_under_their_digests(session: Session) -> None:
    found = change(session, logos={"light": LIGHT_LOGO, "dark": DARK_LOGO})
    assert found.logo
    assert found.logo_dark
    assert found.logo.digest == logo_digest(LIGHT_LOGO.data)
    assert (found.logo.width, found.logo.height) == (LIGHT_LOGO.width, LIGHT_LOGO.height)
    assert looks.logo_data(session, found.logo_dark.digest) == DARK_LOGO.data
    assert looks.logo_data(session, "0" * 32) is None


def test_a_new_logo_takes_the_place_of_the_old_one(session: Session) -> None:
    change(session, logos={"light": LIGHT_LOGO})
    other = logo_from(logo_file("#5a1030"), "light", logo)
    found = change(session, logos={"light": other})
    assert found.logo
    assert found.logo.digest == logo_digest(other.data)
    assert looks.logo_data(session, logo_digest(LIGHT_LOGO.data)) is None
    assert session.scalar(sa.select(sa.func.count()).select_from(PartnerLogo)) == 1


def test_a_dark_logo_needs_a_light_one_and_goes_with_it(session: Session) -> None:
    with pytest.raises(Invalid, match="needs one for light pages"):
        change(session, logos={"dark": DARK_LOGO})
    change(session, logos={"light": LIGHT_LOGO})
    assert change(session, logos={"dark": DARK_LOGO}).logo_dark
    with pytest.raises(Invalid, match="needs one for light pages"):
        change(session, logos={"light": None, "dark": DARK_LOGO})
    found = change(session, logos={"light": None})
    assert (found.logo, found.logo_dark) == (None, None)


def test_a_dark_logo_may_be_taken_away_alone(session: Session) -> None:
    change(session, logos={"light": LIGHT_LOGO, "dark": DARK_LOGO})
    found = change(session, logos={"dark": None})
    assert found.logo
    assert found.logo_dark is None


@pytest.mark.parametrize(("theme", "ink"), [("light", "#f4f4f4"), ("dark", "#101420")])
def test_a_logo_that_can_hardly_be_seen_is_refused(theme: ThemeName, ink: str) -> None:
    with pytest.raises(
        Invalid, match=f"hardly be seen on {theme} pages: it needs {'dark' if theme == 'light' else 'light'}er"
    ):
        logo_from(logo_file(ink), theme, logo)


def test_a_refused_file_is_told_in_words_for_whoever_chose_it() -> None:
    with pytest.raises(Invalid, match="an SVG can carry scripts: export it as a PNG") as caught:
        logo_from(b"<svg/>", "dark", logo)
    assert caught.value.errors[0].pointer == "/logo_dark"


def test_the_grounds_of_logos_are_those_of_the_masthead() -> None:
    asked = []

    def prepare(data: bytes, ground: tuple[int, int, int]) -> Logo:
        asked.append(ground)
        return LIGHT_LOGO

    logo_from(b"", "light", prepare)
    logo_from(b"", "dark", prepare)
    assert asked == [LIGHT.surface, DARK.surface]


def test_cleared_is_as_if_nothing_had_been_chosen(session: Session) -> None:
    change(session, LookChanges("Nordhaven", GREEN, None, "round"), logos={"light": LIGHT_LOGO, "dark": DARK_LOGO})
    with transaction(session):
        looks.clear(session, DEFAULT_PARTNER, "operator")
    session.expire_all()
    assert looks.look_of(session, DEFAULT_PARTNER) == Look(
        DEFAULT_PARTNER, session.get_one(Partner, DEFAULT_PARTNER).name
    )
    assert looks.logo_data(session, logo_digest(LIGHT_LOGO.data)) is None


def test_partners_do_not_share_looks(session: Session) -> None:
    with transaction(session):
        second = another_partner(session)
    change(session, LookChanges("Nordhaven", GREEN), logos={"light": LIGHT_LOGO})
    assert looks.look_of(session, second) == Look(second, "Second Bank")
    change(session, LookChanges("Other", None, YELLOW, "square"), partner=second, logos={"light": LIGHT_LOGO})
    with transaction(session):
        looks.clear(session, second, "operator")
    first = looks.look_of(session, DEFAULT_PARTNER)
    assert (first.name, first.accent, first.accent_dark) == ("Nordhaven", GREEN, None)
    assert first.logo
    assert looks.logo_data(session, first.logo.digest) == LIGHT_LOGO.data, "the same logo of another partner went alone"
    assert (second, "Second Bank") in looks.partners(session)


def test_changes_join_the_audit_chain_by_token_names_alone(session: Session) -> None:
    change(session, LookChanges("Nordhaven", GREEN), logos={"light": LIGHT_LOGO})
    newest = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.position.desc())).first()
    assert newest
    assert (newest.act, newest.actor, newest.subject) == ("look.set", "staff:1", DEFAULT_PARTNER)
    assert newest.detail == {"changed": ["own_name", "accent", "logo"]}
