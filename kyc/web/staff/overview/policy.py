"""Trying a changed policy on past cases: it is uploaded, the decisions it would change are shown, nothing is kept."""

from __future__ import annotations

import tomllib

from flask import abort, render_template
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange

from kyc.domain.decision import Policy, policy_from
from kyc.domain.rights import Right
from kyc.services.desk import policy_replay
from kyc.services.desk.policy_replay import Replay
from kyc.web import unit_of_work
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.guard import staff

FILE_LIMIT = 64 * 1024
MOST = 2000


class ReplayForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """The policy's file, how many cases, and whether test cases count."""

    file = FileField("Policy (TOML)")
    last = IntegerField(
        "How many of the newest cases", default=500, validators=[NumberRange(1, MOST, f"Between 1 and {MOST}.")]
    )
    mode = RadioField(
        "Which cases", choices=[SelectChoice("live", "Live cases"), SelectChoice("test", "Test cases")], default="live"
    )

    def policy(self) -> Policy | None:
        """What was sent; None where it is no policy, and the field then says why."""
        sent = self.file.data
        try:
            return policy_from(tomllib.loads(_text(sent)))
        except ValueError as error:
            self.file.errors = [f"This is no policy: {error}."]
            return None


@blueprint.get("/policy")
@staff(Right.TRY_POLICIES)
def policy() -> str:
    """The form alone."""
    return _page(ReplayForm(formdata=None))


@blueprint.post("/policy")
@staff(Right.TRY_POLICIES)
def replay_policy() -> Answer:
    """The cases that the uploaded policy would have decided differently; 422 with what is wrong."""
    form = ReplayForm()
    if "csrf_token" in form.errors:
        abort(400)
    sound, sent = form.validate(), form.policy()
    if not sound or sent is None:
        return _page(form), 422
    return _page(form, policy_replay.replay(unit_of_work.session(), sent, form.last.data, form.mode.data))


def _text(sent: object) -> str:
    if not isinstance(sent, FileStorage):
        raise ValueError("choose a file")  # noqa: TRY004  (said to a person)
    data: bytes = sent.read(FILE_LIMIT + 1)
    if len(data) > FILE_LIMIT:
        raise ValueError("the file is larger than 64 kB")
    return data.decode("utf-8")


def _page(form: ReplayForm, found: Replay | None = None) -> str:
    return render_template("staff/policy.html", form=form, found=found)
