"""How a partner's pages look to applicants: set by an administrator, with a preview before anything is saved."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from kyc.domain.accents import DARK, LIGHT, THEMES, pairs, shades
from kyc.domain.colours import Colour, written
from kyc.domain.errors import Invalid
from kyc.domain.look import SHAPES
from kyc.domain.rights import Right
from kyc.services.accounts import look_rules, looks, staff_accounts
from kyc.services.accounts.look_rules import Look
from kyc.services.record import audit
from kyc.web import unit_of_work
from kyc.web.hosted.look import words
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.guard import me, staff
from kyc.web.staff.partners.look_form import LookForm, form_of


@blueprint.get("/look")
@staff(Right.MANAGE_PARTNERS)
def look() -> Response:
    """Redirect to the look of the first partner; the others are a link away."""
    known = looks.partners(unit_of_work.session())
    return redirect(url_for("staff.partner_look", partner_id=known[0][0])) if known else abort(404)


@blueprint.get("/look/<partner_id>")
@staff(Right.MANAGE_PARTNERS)
def partner_look(partner_id: str) -> str:
    """A partner's present look, and the form to change it."""
    found = looks.look_of(unit_of_work.session(), partner_id)
    return _page(found, form_of(found))


@blueprint.post("/look/<partner_id>")
@staff(Right.MANAGE_PARTNERS)
def change_look(partner_id: str) -> Answer:
    """Save a look; 422 with the form and its errors."""
    form, before = _sent(partner_id)
    try:
        _, logos = form.taken(before, unit_of_work.tools().small_logo)
        unit_of_work.commits(looks.change)(unit_of_work.session(), partner_id, form.changes(), logos, _actor())
    except Invalid as error:
        form.show_errors(error.errors)
        return _page(before, form), 422
    flash("Saved: from now on the applicant’s pages look like this.", "good")
    return redirect(url_for("staff.partner_look", partner_id=partner_id))


@blueprint.post("/look/<partner_id>/clear")
@staff(Right.MANAGE_PARTNERS)
def clear_look(partner_id: str) -> Answer:
    """Reset to the default look."""
    _sent(partner_id)
    unit_of_work.commits(looks.clear)(unit_of_work.session(), partner_id, _actor())
    flash("The applicant’s pages have the house’s look again.", "good")
    return redirect(url_for("staff.partner_look", partner_id=partner_id))


@blueprint.get("/look/<partner_id>/preview")
@staff(Right.MANAGE_PARTNERS)
def sample(partner_id: str) -> str:
    """A sample of an applicant's page with the stored look."""
    return _sample(looks.look_of(unit_of_work.session(), partner_id))


@blueprint.post("/look/<partner_id>/preview")
@staff(Right.MANAGE_PARTNERS)
def try_look(partner_id: str) -> Answer:
    """A sample with the look in the form, without saving it; the logos are the stored ones."""
    form, before = _sent(partner_id)
    try:
        return _sample(form.taken(before, unit_of_work.tools().small_logo)[0])
    except Invalid as error:
        form.show_errors(error.errors)
        return _page(before, form), 422


def _sent(partner_id: str) -> tuple[LookForm, Look]:
    form = LookForm()
    before = looks.look_of(unit_of_work.session(), partner_id)
    return (form, before) if form.validate() else abort(400)


def _page(found: Look, form: LookForm) -> str:
    session = unit_of_work.session()
    return render_template(
        "staff/look.html",
        look=found,
        form=form,
        shapes=SHAPES,
        others=[one for one in looks.partners(session) if one[0] != found.partner_id],
        names=staff_accounts.names(session),
        themes=[_theme_view(found, name) for name in THEMES],
        ratio=look_rules.shown_ratio,
        **words(),
    )


def _theme_view(found: Look, name: str) -> dict[str, object]:
    """A sketch of a page in one theme, and every pair of colours whose contrast is checked."""
    theme = LIGHT if name == "light" else DARK
    chosen: Colour | None = found.style.accent if name == "light" else found.style.accent_dark
    made = shades(chosen or theme.house, theme)
    colours = {part: written(getattr(theme, part)) for part in ("paper", "surface", "ink", "ink_soft")}
    colours |= {part: written(getattr(made, part)) for part in ("accent", "tint", "label")}
    return {"name": name, "colours": colours, "pairs": pairs(made.accent, theme), "chosen": chosen}


def _sample(found: Look) -> str:
    return render_template("staff/look_sample.html", look=found, **words())


def _actor() -> str:
    return audit.actor(me().id)
