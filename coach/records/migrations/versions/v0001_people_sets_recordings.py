"""People, recordings, judged sets and their events."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("name", name="uq_people_name"),
    )
    op.create_table(
        "recordings",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_recordings"),
    )
    _make_sets()
    op.create_table(
        "set_events",
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("t_s", sa.Double(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["set_id"], ["sets.id"], name="fk_set_events_set_id_sets", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("set_id", "index", name="pk_set_events"),
    )


def _make_sets() -> None:
    op.create_table(
        "sets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("performed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("exercise_id", sa.String(200), nullable=False),
        sa.Column("exercise_version", sa.Integer(), nullable=False),
        sa.Column("exercise_sha256", sa.String(64), nullable=False),
        sa.Column("exercise_text", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("coverage", sa.Double(), nullable=True),
        sa.Column("view", sa.String(16), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("recording_sha256", sa.String(64), nullable=False),
        sa.CheckConstraint("kind IN ('live', 'film')", name=op.f("ck_sets_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sets_person_id_people"),
        sa.ForeignKeyConstraint(
            ["recording_sha256"], ["recordings.sha256"], name="fk_sets_recording_sha256_recordings"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sets"),
    )
    op.create_index("ix_sets_person_id_performed_at", "sets", ["person_id", "performed_at"])
    op.create_index("ix_sets_exercise_id", "sets", ["exercise_id"])
    op.create_index("ix_sets_recording_sha256", "sets", ["recording_sha256"])
