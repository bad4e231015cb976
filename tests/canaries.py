"""Stores with something of somebody in every place where it could be read, for several tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from by_name import save_set
from sqlalchemy import insert

from coach.pose.poses import Poses, Recording, Source
from coach.records.store import Store
from coach.records.tables import Comment, DiaryEntry, Person

#: Words that are nobody else's, to be looked for in files.
NAME, NOTE, RULE = "Kanarinka Žluťásková", "canary note 7f3a", "id: bridge\n# canary rule 91c2\n"
FILM, MODEL = "canary-film-55d1.mp4", "canary model 08be"
CANARIES = tuple(
    word.encode()
    for word in (NAME, NOTE, RULE.splitlines()[1], FILM, MODEL, "image_x_00", "CREATE TABLE people", "breach")
)
PASSPHRASE, OTHER = "Rüben und Möhren", "Möhren und Rüben"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
REPORT = {
    "exercise": {"id": "bridge", "version": 1, "sha256": "d" * 64},
    "view": {"seen": "side"},
    "count": None,
    "attempts": 0,
    "repetitions": [],
    "limits": [{"id": "sag", "verdict": "breach"}],
    "coverage": 0.1,
    "events": [{"kind": "armed", "t_s": 0.1, "at": "start"}, {"kind": "ended", "t_s": 3.0, "why": "end"}],
}


def poses(seed: int = 0, frames: int = 40, first_s: float = 0.0) -> Poses:
    """Noise, which no packing makes smaller."""
    noise = np.random.default_rng(seed).random((frames, 33, 2)) * 640
    return Poses.from_arrays(first_s + np.arange(frames) / 30, noise, (640, 480))


def keep_set(store: Store, person: str = NAME, seed: int = 0, frames: int = 40) -> int:
    """One set with a recording of its own."""
    recording = Recording(poses(seed, frames), Source(FILM, "5" * 64), MODEL, "e" * 64)
    said = {"exercise_text": RULE, "report": REPORT, "kind": "film", "performed_at": NOON, "zone": UTC}
    return save_set(store, person, recording=recording, **said)


def filled(folder: Path, passphrase: str | None = "", url: str | None = None, sets: int = 2) -> Store:
    """An open store with sets, a diary and a comment that answers another one."""
    store = Store(url, folder, passphrase)
    store.ensure_person(NAME)
    for seed in range(sets):
        keep_set(store, seed=seed)
    with store.transaction(write=True) as session:
        number = session.query(Person.id).where(Person.name == NAME).scalar()
        session.execute(
            insert(DiaryEntry).values(person_id=number, local_day=date(2026, 11, 24), at=NOON, kind="note", words=NOTE)
        )
        asked = Comment(person_id=number, by_id=number, at=NOON, kind="question", words=NOTE)
        session.add(asked)
        session.flush()
        session.add(Comment(person_id=number, by_id=None, at=NOON, kind="comment", words=NOTE, reply_to=asked.id))
    return store


def rows(store: Store) -> dict[str, list[tuple]]:
    """All that is in it but the vault, as text, by table."""
    from coach.records.tables import Base

    with store.transaction() as session:
        return {
            table.name: [tuple(map(str, row)) for row in session.execute(table.select().order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
            if table.name != "vault"
        }


def found_in(folder: Path) -> set[tuple[str, bytes]]:
    """Which canaries can be read in which files below `folder`."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {(path.name, word) for path in files for word in CANARIES if word in path.read_bytes()}
