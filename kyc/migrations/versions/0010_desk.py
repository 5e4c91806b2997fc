"""The desk: sessions of the staff, work shared out, corrections, training.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _training()
    _devices()
    _work()
    _corrections()
    _calls()
    _links()
    _sessions()


def downgrade() -> None:
    _no_sessions()
    op.drop_table("api_call")
    op.drop_table("correction")
    _links_undone()
    _no_work()
    _devices_undone()
    _training_undone()


def _training() -> None:
    op.create_table(
        "training_case",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("truth", sa.String(length=10), nullable=False),
        sa.Column("explanation", sa.String(length=2000), nullable=False),
        sa.Column("document_type", sa.String(length=40), nullable=False),
        sa.Column("declared", sa.JSON(), nullable=False),
        sa.Column("extracted", sa.JSON(), nullable=True),
        sa.Column("reading", sa.JSON(), nullable=True),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("truth in ('genuine', 'lookalike', 'forged')", name=op.f("ck_training_case_truth")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_case")),
        sa.UniqueConstraint("name", name=op.f("uq_training_case_name")),
    )
    op.create_table(
        "training_image",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=True),
        sa.Column("blob", sa.String(length=120), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["training_case.id"], name=op.f("fk_training_image_case_id_training_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_image")),
    )
    op.create_index(op.f("ix_training_image_case_id"), "training_image", ["case_id"])
    op.create_table(
        "training_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("said in ('genuine', 'lookalike', 'forged')", name=op.f("ck_training_answer_said")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["training_case.id"], name=op.f("fk_training_answer_case_id_training_case")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_user.id"], name=op.f("fk_training_answer_staff_id_staff_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_answer")),
        sa.UniqueConstraint("case_id", "staff_id", name=op.f("uq_training_answer_case_id_staff_id")),
    )
    op.create_index(op.f("ix_training_answer_staff_id"), "training_answer", ["staff_id"])


def _training_undone() -> None:
    for table in ("training_answer", "training_image", "training_case"):
        op.drop_table(table)


def _devices() -> None:
    with op.batch_alter_table("holder", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device", sa.String(length=10), nullable=True))


def _devices_undone() -> None:
    with op.batch_alter_table("holder", schema=None) as batch_op:
        batch_op.drop_column("device")


def _work() -> None:
    """Cases handed round: assignments, escalations, notes, tags, saved views; and the queue's order in one index."""
    for name, columns in _WORK.items():
        op.create_table(name, *columns())
    op.create_index("ix_case_assignment_open", "case_assignment", ["ended_at", "staff_id", "verification_id"])
    op.create_index("ix_case_escalation_open", "case_escalation", ["ended_at", "verification_id"])
    for table in ("case_assignment", "case_escalation", "case_note"):
        op.create_index(f"ix_{table}_verification_id", table, ["verification_id"])
    op.create_index("ix_case_tagging_tag_id", "case_tagging", ["tag_id"])
    op.create_index("ix_saved_view_shared", "saved_view", ["shared"])
    op.create_index("ix_case_ruling_voter", "case_ruling", ["verification_id", "staff_id"])
    op.drop_index("ix_decision_verification_id", "decision")
    op.create_index("ix_decision_newest", "decision", ["verification_id", "id"])
    op.drop_index("ix_verification_state_submitted", "verification")
    op.create_index("ix_verification_queue", "verification", ["state", "submitted_at", "id", "mode", "partner_id"])


def _no_work() -> None:
    op.drop_index("ix_decision_newest", "decision")
    op.create_index("ix_decision_verification_id", "decision", ["verification_id"])
    op.drop_index("ix_case_ruling_voter", "case_ruling")
    op.drop_index("ix_verification_queue", "verification")
    op.create_index("ix_verification_state_submitted", "verification", ["state", "submitted_at"])
    for name in reversed(_WORK):
        op.drop_table(name)


def _moment(name: str, *, needed: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not needed)


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


_WORK = {
    "case_assignment": lambda: (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verification_id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        _moment("at"),
        _moment("ended_at", needed=False),
        _to("case_assignment", "verification_id", "verification"),
        _to("case_assignment", "staff_id", "staff_user"),
        _to("case_assignment", "by_id", "staff_user"),
        _key("case_assignment"),
    ),
    "case_escalation": lambda: (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verification_id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        _moment("at"),
        _moment("ended_at", needed=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_how", sa.String(length=12), nullable=True),
        sa.CheckConstraint(
            "ended_how in ('taken_back', 'returned', 'decided')", name=op.f("ck_case_escalation_ended_how")
        ),
        _to("case_escalation", "verification_id", "verification"),
        _to("case_escalation", "staff_id", "staff_user"),
        _to("case_escalation", "ended_by", "staff_user"),
        _key("case_escalation"),
    ),
    "case_note": lambda: (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verification_id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        _moment("at"),
        _to("case_note", "verification_id", "verification"),
        _to("case_note", "staff_id", "staff_user"),
        _key("case_note"),
    ),
    "case_tag": lambda: (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("colour", sa.String(length=10), nullable=False),
        _moment("at"),
        _moment("retired_at", needed=False),
        _key("case_tag"),
        sa.UniqueConstraint("name", name=op.f("uq_case_tag_name")),
    ),
    "case_tagging": lambda: (
        sa.Column("verification_id", sa.String(length=40), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        _moment("at"),
        _to("case_tagging", "verification_id", "verification"),
        _to("case_tagging", "tag_id", "case_tag"),
        _to("case_tagging", "staff_id", "staff_user"),
        sa.PrimaryKeyConstraint("verification_id", "tag_id", name=op.f("pk_case_tagging")),
    ),
    "saved_view": lambda: (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        _moment("at"),
        _to("saved_view", "staff_id", "staff_user"),
        _key("saved_view"),
        sa.UniqueConstraint("staff_id", "name", name=op.f("uq_saved_view_staff_id_name")),
    ),
}


def _links() -> None:
    op.create_table(
        "staff_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f("fk_staff_link_user_id_staff_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_link")),
        sa.UniqueConstraint("user_id", "issuer", name=op.f("uq_staff_link_user_id_issuer")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_staff_link_issuer_subject")),
    )


def _links_undone() -> None:
    op.drop_table("staff_link")


def _corrections() -> None:
    """What reviewers put right of a reading."""
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verification_id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("was", sa.String(length=400), nullable=True),
        sa.Column("value", sa.String(length=400), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
        _moment("at"),
        _to("correction", "verification_id", "verification"),
        _to("correction", "staff_id", "staff_user"),
        _key("correction"),
    )
    op.create_index(op.f("ix_correction_verification_id"), "correction", ["verification_id"])


def _calls() -> None:
    """Calls of the APIs that were about a verification, counted."""
    op.create_table(
        "api_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verification_id", sa.String(length=40), nullable=False),
        sa.Column("caller", sa.String(length=60), nullable=False),
        sa.Column("method", sa.String(length=7), nullable=False),
        sa.Column("route", sa.String(length=120), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        _moment("first_at"),
        _moment("at"),
        _to("api_call", "verification_id", "verification"),
        _key("api_call"),
        sa.UniqueConstraint(
            "verification_id",
            "caller",
            "method",
            "route",
            "status",
            name=op.f("uq_api_call_verification_id_caller_method_route_status"),
        ),
    )


def _sessions() -> None:
    op.create_table(
        "staff_session",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_user.id"], name=op.f("fk_staff_session_staff_id_staff_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
    )
    op.create_index(op.f("ix_staff_session_staff_id"), "staff_session", ["staff_id"])


def _no_sessions() -> None:
    op.drop_table("staff_session")
