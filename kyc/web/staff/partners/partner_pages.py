"""Partners: their names, API keys and endpoints; an admin creates and revokes keys."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import IntegerField, SelectMultipleField, StringField

from kyc.domain.errors import Invalid
from kyc.domain.rights import Right
from kyc.models import utcnow
from kyc.services.accounts import keys, partners
from kyc.services.record.audit import actor
from kyc.services.telling import endpoints
from kyc.web import unit_of_work
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.form import StaffForm
from kyc.web.staff.guard import me, staff

MOST_DAYS = 3660
SCOPES = {
    "profiles:write": "Create profiles (first generation)",
    "sessions:write": "Open sessions, send photos",
    "sessions:read": "Read sessions and events",
    "reports:read": "Read reports and evidence",
    "media:read": "Download photos",
    "webhooks:manage": "Manage webhook endpoints",
    "sessions:redact": "Erase sessions and records",
}


class PartnerForm(StaffForm):
    """A partner's name."""

    name = StringField()


class KeyForm(StaffForm):
    """A new key's purpose and validity in days; without days it is valid until revoked."""

    name = StringField()
    mode = StringField(default="test")
    scopes = SelectMultipleField(choices=list(SCOPES), default=list(SCOPES), validate_choice=False)
    days = IntegerField()

    def field_for(self, name: str) -> str:
        """The form's field for a field of the service, which has an expiry time where the form has days."""
        return "days" if name == "expires_at" else name

    def issued(self, partner_id: str) -> str:
        """The new key; raises `Invalid` with the fields' names, `NotFound` for an unknown partner."""
        session, pepper = unit_of_work.session(), unit_of_work.settings().api_key_pepper.get_secret_value()
        whose = partners.get(session, partner_id).id
        words = (self.plain("mode"), self.plain("name"), self.scopes.data or [])
        days = self.days.data
        until = None if days is None else utcnow() + timedelta(days=max(-1, min(days, MOST_DAYS)))
        return keys.issue(session, pepper, whose, *words, expires_at=until, who=actor(me().id))


@blueprint.get("/partners")
@staff(Right.MANAGE_PARTNERS)
def partner_list() -> str:
    """Every partner, with the form to add another."""
    return _list(PartnerForm(formdata=None))


@blueprint.post("/partners")
@staff(Right.MANAGE_PARTNERS)
def add_partner() -> Answer:
    """Add a partner, with records and keys separate from all others; 422 with the errors."""
    form = PartnerForm()
    try:
        partner_id = _added(form)
    except Invalid as error:
        form.show_errors(error)
        return _list(form), 422
    flash("The partner is there. Make a key for them next.", "good")
    return redirect(url_for("staff.partner", partner_id=partner_id))


@blueprint.get("/partners/<partner_id>")
@staff(Right.MANAGE_PARTNERS)
def partner(partner_id: str) -> str:
    """Keys and endpoints of a partner, with the form to create a key."""
    return _page(partner_id, KeyForm(formdata=None))


@blueprint.post("/partners/<partner_id>/keys")
@staff(Right.MANAGE_PARTNERS)
def issue_key(partner_id: str) -> Answer:
    """Create a key, which is shown only in this response; 422 with the errors."""
    form = KeyForm()
    try:
        made = unit_of_work.commits(form.issued)(partner_id)
    except Invalid as error:
        form.show_errors(error)
        return _page(partner_id, form), 422
    return _page(partner_id, KeyForm(formdata=None), made)


@blueprint.post("/partners/<partner_id>/keys/<key_id>/revoke")
@staff(Right.MANAGE_PARTNERS)
def revoke_key(partner_id: str, key_id: str) -> Response:
    """Revoke a key at once; 404 for another partner's."""
    unit_of_work.commits(keys.revoke)(unit_of_work.session(), key_id, partner_id, actor(me().id))
    flash("The key is revoked. Whoever calls with it is refused from now on.", "good")
    return redirect(url_for("staff.partner", partner_id=partner_id))


@unit_of_work.commits
def _added(form: PartnerForm) -> str:
    tools = unit_of_work.tools()
    return partners.add(unit_of_work.session(), tools.keyring, form.plain("name"), actor(me().id)).id


def _list(form: PartnerForm) -> str:
    known = partners.names(unit_of_work.session())
    return render_template("staff/partners.html", known=known, form=form)


def _page(partner_id: str, form: KeyForm, made: str = "") -> str:
    session = unit_of_work.session()
    found = partners.get(session, partner_id)
    return render_template(
        "staff/partner.html",
        partner=found,
        keys=[(key, keys.state(key)) for key in keys.of_partner(session, partner_id)],
        endpoints=endpoints.everywhere(session, partner_id),
        form=form,
        made=made,
        scopes=SCOPES,
        most_days=MOST_DAYS,
    )
