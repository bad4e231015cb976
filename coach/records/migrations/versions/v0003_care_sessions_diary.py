"""Roles, profiles, plans, sessions, diary, comments, outcomes, audit; SQLite's tables become STRICT.

The older tables are made anew in SQLite, which cannot make a table strict in place, and altered on a server.
"""

import hashlib
import secrets
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_STRICT = {"sqlite_strict": True}
#: Their numbers stand where no key points at them, so SQLite gives none of them twice; a server does not anyway.
_NUMBERED_ONCE = ("people", "sessions", "sets")
_OLD = ("people", "recordings", "sets", "set_events", "answers", "settings")
_OLD_INDEXES = (
    "ix_sets_person_id_performed_at",
    "ix_sets_exercise_id",
    "ix_sets_recording_sha256",
    "ix_answers_person_id_asked_at",
    "ix_answers_set_id",
)
#: Columns that no UPDATE may touch, by table; what a deleted set leaves open is not among them.
_APPEND_ONLY = {
    "profiles": ("person_id", "at", "by_id", "told_by", "data"),
    "plans": ("person_id", "version", "at", "by_id", "note", "data"),
    "set_events": ("set_id", "index", "t_s", "kind", "data"),
    "repetitions": ("set_id", "index", "start_s", "end_s", "extreme", "unit", "verdict", "goal_met"),
    "answers": (
        "person_id",
        "asked_at",
        "local_day",
        "kind",
        "exercise_id",
        "set_number",
        "back",
        "limb",
        "flags",
        "why",
    ),
    "diary": ("person_id", "local_day", "at", "kind", "number", "words"),
    "goals": ("person_id", "at", "words"),
    "outcomes": ("person_id", "local_day", "at", "kind", "value", "unit", "how", "by_id"),
    "comments": ("person_id", "by_id", "at", "kind", "words"),
    "audit": ("at", "viewer_id", "role", "label", "act", "subject", "person_id"),
}


def upgrade() -> None:
    """Keep every row, and know of each set on which day it was, how many repetitions were clear, how many breaches."""
    if op.get_bind().dialect.name == "sqlite":
        for name in _OLD_INDEXES:
            op.drop_index(name)
        for name in _OLD:
            op.rename_table(name, f"old_{name}")
        _make_people()
        _make_of_people()
        _make_recordings()
        _make_rules()
        _make_sets()
        _make_of_sets()
        _copy()
        for name in ("set_events", "answers", "sets", "recordings", "people", "settings"):
            op.drop_table(f"old_{name}")
    else:
        _alter_people()
        _make_of_people()
        _make_rules()
        _alter_sets()
    _make_of_sets_and_people()
    _make_events_append_only()


def _text(name: str, size: int, **how: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(size), nullable=how.pop("nullable", False), **how)


def _whole(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _moment(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _day(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _number(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Double(), nullable=nullable)


def _words(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _data(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=nullable)


def _table(name: str, *columns: Any, key: tuple[str, ...] = ("id",)) -> None:
    first = [_whole("id")] if key == ("id",) else []
    how = _STRICT | {"sqlite_autoincrement": name in _NUMBERED_ONCE}
    op.create_table(name, *first, *columns, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"), **how)


def _to(table: str, column: str, other: str, key: str = "id", gone: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=f"fk_{table}_{column}_{other}", ondelete=gone)


def _hers(table: str) -> tuple[Any, ...]:
    return _whole("person_id"), _to(table, "person_id", "people", gone="CASCADE")


def _one_of(table: str, column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(repr(value) for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))


def _index(table: str, *columns: str, unique: bool = False) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns), unique=unique)


_ROLES = ("patient", "therapist", "administrator")


def _make_people() -> None:
    _table(
        "people",
        _text("name", 80),
        _text("role", 16),
        _text("pseudonym", 32),
        _moment("created_at", nullable=True),
        _moment("archived_at", nullable=True),
        _one_of("people", "role", *_ROLES),
        sa.UniqueConstraint("name", name="uq_people_name"),
        sa.UniqueConstraint("pseudonym", name="uq_people_pseudonym"),
    )


def _alter_people() -> None:
    op.add_column("people", _text("role", 16, server_default="patient"))
    op.add_column("people", _text("pseudonym", 32, nullable=True))
    op.add_column("people", _moment("created_at", nullable=True))
    op.add_column("people", _moment("archived_at", nullable=True))
    people = sa.table("people", sa.column("id", sa.Integer), sa.column("pseudonym", sa.String))
    bind = op.get_bind()
    for number in bind.scalars(sa.select(people.c.id)).all():
        bind.execute(people.update().where(people.c.id == number).values(pseudonym=secrets.token_hex(8)))
    op.alter_column("people", "pseudonym", nullable=False)
    op.alter_column("people", "role", server_default=None)
    op.create_check_constraint(op.f("ck_people_role"), "people", f"role IN {_ROLES!r}")
    op.create_unique_constraint("uq_people_pseudonym", "people", ["pseudonym"])


def _make_of_people() -> None:
    _table(
        "credentials",
        *_hers("credentials"),
        _text("secret_hash", 200),
        _whole("failures"),
        _moment("locked_until", nullable=True),
        _moment("changed_at"),
        key=("person_id",),
    )
    _table("identities", _text("subject", 400), *_hers("identities"), key=("subject",))
    _index("identities", "person_id")
    _table(
        "profiles",
        *_hers("profiles"),
        _moment("at"),
        _whole("by_id", nullable=True),
        _text("told_by", 16),
        _data("data"),
        _one_of("profiles", "told_by", "patient", "therapist"),
    )
    _index("profiles", "person_id", "id")
    _table(
        "overrides",
        *_hers("overrides"),
        _text("exercise_id", 200),
        _whole("by_id", nullable=True),
        _text("by_name", 80),
        _words("reason"),
        _moment("at"),
        _day("until"),
        _moment("ended_at", nullable=True),
    )
    _index("overrides", "person_id", "until")
    _table(
        "plans",
        *_hers("plans"),
        _whole("version"),
        _moment("at"),
        _whole("by_id", nullable=True),
        _words("note"),
        _data("data"),
    )
    _index("plans", "person_id", "version", unique=True)
    _table(
        "sessions",
        *_hers("sessions"),
        _text("exercise_id", 200),
        _text("kind", 8),
        _whole("plan_id", nullable=True),
        _moment("began_at"),
        _day("local_day"),
        _text("zone", 64),
        _moment("ended_at", nullable=True),
        _text("state", 16),
        _text("why", 32),
        _to("sessions", "plan_id", "plans", gone="SET NULL"),
        _one_of("sessions", "kind", "live", "film"),
        _one_of("sessions", "state", "running", "done", "stopped", "interrupted"),
    )
    _index("sessions", "person_id", "began_at")
    _index("sessions", "state")


def _make_recordings() -> None:
    _table(
        "recordings",
        _text("sha256", 64),
        _text("path", 200),
        _whole("frames"),
        _number("seconds"),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        key=("sha256",),
    )


def _make_rules() -> None:
    _table("rules", _text("sha256", 64), _words("text"), key=("sha256",))
    bind, seen = op.get_bind(), {}
    table = "old_sets" if bind.dialect.name == "sqlite" else "sets"
    for text in bind.scalars(sa.text(f"SELECT DISTINCT exercise_text FROM {table}")):  # noqa: S608  # our names
        seen[hashlib.sha256(text.encode()).hexdigest()] = text
    for sha256, text in seen.items():
        bind.execute(
            sa.text("INSERT INTO rules (sha256, text) VALUES (:sha256, :text)"), {"sha256": sha256, "text": text}
        )


def _make_sets() -> None:
    _table(
        "sets",
        *_hers("sets"),
        _whole("session_id", nullable=True),
        _whole("number", nullable=True),
        _text("state", 16),
        _moment("performed_at"),
        _day("local_day"),
        _text("kind", 8),
        _text("exercise_id", 200),
        _whole("exercise_version"),
        _text("exercise_sha256", 64),
        _whole("count", nullable=True),
        _whole("clear"),
        _whole("breaches"),
        _whole("attempts"),
        _text("verdict", 16),
        _number("coverage", nullable=True),
        _text("view", 16),
        _text("recording_sha256", 64, nullable=True),
        _text("rule_sha256", 64),
        _data("report", nullable=True),
        _to("sets", "session_id", "sessions", gone="CASCADE"),
        _to("sets", "recording_sha256", "recordings", "sha256"),
        _to("sets", "rule_sha256", "rules", "sha256"),
        _one_of("sets", "kind", "live", "film"),
        _one_of("sets", "state", "running", "kept", "interrupted"),
    )
    for columns in (("person_id", "performed_at"), ("exercise_id",), ("recording_sha256",), *_SET_INDEXES):
        _index("sets", *columns)


_SET_INDEXES = (("person_id", "local_day"), ("session_id",))


def _make_of_sets() -> None:
    _table(
        "set_events",
        _whole("set_id"),
        sa.Column("index", sa.Integer(), autoincrement=False, nullable=False),
        _number("t_s"),
        _text("kind", 32),
        _data("data"),
        _to("set_events", "set_id", "sets", gone="CASCADE"),
        key=("set_id", "index"),
    )
    _table(
        "answers",
        *_hers("answers"),
        _moment("asked_at"),
        _day("local_day"),
        _text("kind", 16),
        _text("exercise_id", 200, nullable=True),
        _whole("set_number", nullable=True),
        _whole("back", nullable=True),
        _whole("limb", nullable=True),
        _data("flags"),
        _whole("set_id", nullable=True),
        _text("why", 16),
        _to("answers", "set_id", "sets", gone="SET NULL"),
        _one_of("answers", "kind", "before", "after_set", "after"),
        sa.CheckConstraint("back BETWEEN 0 AND 10", name=op.f("ck_answers_back")),
        sa.CheckConstraint("limb BETWEEN 0 AND 10", name=op.f("ck_answers_limb")),
    )
    _index("answers", "person_id", "asked_at")
    _index("answers", "set_id")
    _table("settings", _text("key", 32), _data("value"), _moment("changed_at"), key=("key",))


def _alter_sets() -> None:
    op.add_column("sets", _whole("session_id", nullable=True))
    op.add_column("sets", _whole("number", nullable=True))
    op.add_column("sets", _text("state", 16, server_default="kept"))
    op.add_column("sets", _day("local_day", nullable=True))
    op.add_column("sets", sa.Column("clear", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("sets", sa.Column("breaches", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("sets", _text("rule_sha256", 64, nullable=True))
    op.execute("UPDATE sets SET rule_sha256 = (SELECT rules.sha256 FROM rules WHERE rules.text = sets.exercise_text)")
    op.alter_column("sets", "rule_sha256", nullable=False)
    op.drop_column("sets", "exercise_text")
    op.create_foreign_key("fk_sets_rule_sha256_rules", "sets", "rules", ["rule_sha256"], ["sha256"])
    op.add_column("answers", _day("local_day", nullable=True))
    _fill_days(op.get_bind())
    for table in ("sets", "answers"):
        op.alter_column(table, "local_day", nullable=False)
        op.drop_constraint(f"fk_{table}_person_id_people", table)
        op.create_foreign_key(
            f"fk_{table}_person_id_people", table, "people", ["person_id"], ["id"], ondelete="CASCADE"
        )
    for column in ("state", "clear", "breaches"):
        op.alter_column("sets", column, server_default=None)
    op.alter_column("sets", "report", nullable=True)
    op.alter_column("sets", "recording_sha256", nullable=True)
    op.create_check_constraint(op.f("ck_sets_state"), "sets", "state IN ('running', 'kept', 'interrupted')")
    op.create_foreign_key("fk_sets_session_id_sessions", "sets", "sessions", ["session_id"], ["id"], ondelete="CASCADE")
    for columns in _SET_INDEXES:
        _index("sets", *columns)


def _copy() -> None:
    """SQLite: every row of the old tables into the new ones; days and sums follow."""
    bind = op.get_bind()
    for number, name in bind.execute(sa.text("SELECT id, name FROM old_people")).all():
        told = {"id": number, "name": name, "pseudonym": secrets.token_hex(8)}
        bind.execute(
            sa.text("INSERT INTO people (id, name, role, pseudonym) VALUES (:id, :name, 'patient', :pseudonym)"), told
        )
    same = {
        "recordings": "sha256, path, frames, seconds, bytes",
        "sets": "id, person_id, performed_at, kind, exercise_id, exercise_version, exercise_sha256, count,"
        " attempts, verdict, coverage, view, report, recording_sha256",
        "set_events": 'set_id, "index", t_s, kind, data',
        "answers": "id, person_id, asked_at, kind, exercise_id, set_number, back, limb, flags, set_id, why",
        "settings": "key, value, changed_at",
    }
    rule = "(SELECT rules.sha256 FROM rules WHERE rules.text = exercise_text)"
    filled = {
        "sets": ("state, local_day, clear, breaches, rule_sha256", f"'kept', '', 0, 0, {rule}"),
        "answers": ("local_day", "''"),
    }
    for table, columns in same.items():
        more, values = filled.get(table, ("", ""))
        into, out = (f"{columns}, {more}", f"{columns}, {values}") if more else (columns, columns)
        bind.execute(sa.text(f"INSERT INTO {table} ({into}) SELECT {out} FROM old_{table}"))  # noqa: S608  # our names
    _fill_days(bind)


def _fill_days(bind: sa.Connection) -> None:
    """The day on this machine's calendar, which is where the old program was used."""
    for name, moment in (("sets", "performed_at"), ("answers", "asked_at")):
        at, day = sa.column(moment, sa.DateTime(timezone=True)), sa.column("local_day", sa.Date)
        table = sa.table(name, sa.column("id"), at, day)
        for number, known in bind.execute(sa.select(table.c.id, at)).all():
            bind.execute(table.update().where(table.c.id == number).values(local_day=_local_day(known)))
    _fill_sums(bind)


def _fill_sums(bind: sa.Connection) -> None:
    whole = (sa.column(name, sa.Integer) for name in ("id", "clear", "breaches"))
    sets = sa.table("sets", *whole, sa.column("report", sa.JSON))
    for number, said in bind.execute(sa.select(sets.c.id, sets.c.report)).all():
        bare = {key: value for key, value in said.items() if key != "events"}
        clear = sum(one.get("verdict") == "ok" for one in said.get("repetitions", ()))
        breaches = sum(one.get("kind") == "breach" for one in said.get("events", ()))
        bind.execute(sets.update().where(sets.c.id == number).values(clear=clear, breaches=breaches, report=bare))


def _local_day(moment: datetime) -> Any:
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return known.astimezone().date()


def _make_of_sets_and_people() -> None:
    _table(
        "repetitions",
        _whole("set_id"),
        sa.Column("index", sa.Integer(), autoincrement=False, nullable=False),
        _number("start_s"),
        _number("end_s"),
        _number("extreme"),
        _text("unit", 16),
        _text("verdict", 16),
        sa.Column("goal_met", sa.Boolean(), nullable=True),
        _to("repetitions", "set_id", "sets", gone="CASCADE"),
        key=("set_id", "index"),
    )
    _fill_repetitions()
    _table(
        "diary",
        *_hers("diary"),
        _day("local_day"),
        _moment("at"),
        _text("kind", 24),
        _number("number", nullable=True),
        _words("words"),
    )
    _index("diary", "person_id", "local_day")
    _table("goals", *_hers("goals"), _moment("at"), _words("words"))
    _index("goals", "person_id", "id")
    _table(
        "outcomes",
        *_hers("outcomes"),
        _day("local_day"),
        _moment("at"),
        _text("kind", 24),
        _number("value"),
        _text("unit", 16),
        _text("how", 8),
        _whole("by_id", nullable=True),
        _whole("set_id", nullable=True),
        _to("outcomes", "set_id", "sets", gone="SET NULL"),
        _one_of("outcomes", "how", "camera", "hand"),
    )
    _index("outcomes", "person_id", "kind", "local_day")
    _make_words_and_lists()


def _fill_repetitions() -> None:
    bind = op.get_bind()
    names = ("index", "start_s", "end_s", "extreme", "unit", "verdict", "goal_met")
    repetitions = sa.table("repetitions", sa.column("set_id"), *(sa.column(name) for name in names))
    events = sa.table("set_events", sa.column("set_id"), sa.column("kind"), sa.column("data", sa.JSON))
    wanted = sa.select(events.c.set_id, events.c.data).where(events.c.kind == "repetition")
    for number, data in bind.execute(wanted).all():
        told = {name: data.get(name) for name in names}
        bind.execute(repetitions.insert().values(set_id=number, **told))


def _make_words_and_lists() -> None:
    _table(
        "comments",
        *_hers("comments"),
        _whole("by_id", nullable=True),
        _moment("at"),
        _text("kind", 16),
        _words("words"),
        _whole("set_id", nullable=True),
        _whole("reply_to", nullable=True),
        _to("comments", "set_id", "sets", gone="SET NULL"),
        _to("comments", "reply_to", "comments", gone="SET NULL"),
        _one_of("comments", "kind", "comment", "note", "question", "handled"),
    )
    _index("comments", "person_id", "id")
    _table(
        "seen",
        *_hers("seen"),
        _whole("comment_id"),
        _moment("at"),
        _to("seen", "comment_id", "comments", gone="CASCADE"),
        key=("person_id", "comment_id"),
    )
    _table(
        "standing",
        *_hers("standing"),
        _text("level", 16, nullable=True),
        _day("operated_on", nullable=True),
        _text("told_by", 16, nullable=True),
        _day("last_day", nullable=True),
        *(_whole(name) for name in ("sets_14d", "breaches_14d", "breaches_before", "sets_before")),
        _number("coverage_14d", nullable=True),
        *(_whole(name, nullable=True) for name in ("pain_last", "pain_before")),
        *(_moment(name, nullable=True) for name in ("red_flag_at", "pain_stop_at", "handled_at")),
        _whole("questions"),
        sa.Column("has_plan", sa.Boolean(), nullable=False),
        key=("person_id",),
    )
    _table("vault", _text("key", 32), _words("value"), key=("key",))
    _table(
        "audit",
        _moment("at"),
        _whole("viewer_id", nullable=True),
        _text("role", 16),
        _text("label", 40),
        _text("act", 16),
        _text("subject", 24),
        _whole("person_id", nullable=True),
    )
    _index("audit", "person_id", "id")


def _make_events_append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, columns in _APPEND_ONLY.items():
            named = ", ".join(f'"{column}"' for column in columns)
            op.execute(
                f"CREATE TRIGGER {table}_only_grow BEFORE UPDATE OF {named} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
    )
    for table, columns in _APPEND_ONLY.items():
        named = ", ".join(f'"{column}"' for column in columns)
        op.execute(
            f"CREATE TRIGGER {table}_only_grow BEFORE UPDATE OF {named} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION only_grows()"
        )
