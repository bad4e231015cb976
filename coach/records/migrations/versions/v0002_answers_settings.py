"""What patients answer before, between and after sets, and what the therapist sets."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the two tables; those of 0001 stay as they are."""
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("exercise_id", sa.String(200), nullable=True),
        sa.Column("set_number", sa.Integer(), nullable=True),
        sa.Column("back", sa.Integer(), nullable=True),
        sa.Column("limb", sa.Integer(), nullable=True),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(16), nullable=False),
        sa.CheckConstraint("kind IN ('before', 'after_set', 'after')", name=op.f("ck_answers_kind")),
        sa.CheckConstraint("back BETWEEN 0 AND 10", name=op.f("ck_answers_back")),
        sa.CheckConstraint("limb BETWEEN 0 AND 10", name=op.f("ck_answers_limb")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_answers_person_id_people"),
        sa.ForeignKeyConstraint(["set_id"], ["sets.id"], name="fk_answers_set_id_sets", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
    )
    op.create_index("ix_answers_person_id_asked_at", "answers", ["person_id", "asked_at"])
    op.create_index("ix_answers_set_id", "answers", ["set_id"])
    op.create_table(
        "settings",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_settings"),
    )
