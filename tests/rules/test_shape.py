"""Faults of shape: unknown and missing keys, and values of another kind, each with what to write instead."""

import pytest

from coach.rules import check_text


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "says"),
    [
        ("max: 60", "mx: 60", 20, "limits[0].mx", "Did you mean max?"),
        ("version: 1", "version: 1\nlimit: []", 5, "limit", "Did you mean limits?"),
        ("return: 70", "return: 70\n  hold: 2", 15, "repetition.hold", "Did you mean hold_s?"),
        ("min: 1.0, max: 12", "min: 1.0, max: 12, most: 3", 15, "repetition.seconds.most", "Known here: max, min."),
        ("lumbar: {", "lumber: {", 33, "allowed.lumber", "Did you mean lumbar?"),
        ("from_week: 0", "from_week: 0, sourc: x", 33, "allowed.lumbar.sourc", "Did you mean source?"),
        ("version: 1", "version: 1\nzzzzz: 1", 5, "zzzzz", "Known here: allowed"),
        ("side, body", "sidd, body", 5, "camera.view", "Did you mean side?"),
        ("when: end", "when: ending", 27, "limits[1].when", "Did you mean end?"),
        ("neutral_end", "neutral_standing", 26, "limits[1].change_from", "neutral_end (the posture at the end"),
        ("at: end", "at: start", 16, "goal.at", "Write at: end"),
        ("leave: 75", 'leave: "75"', 12, "repetition.leave", "Write it without quotes: 75"),
        ("leave: 75", "leave: 75,5", 12, "repetition.leave", "75.5"),
        ("leave: 75", "leave: many", 12, "repetition.leave", "Write a number such as 12.5"),
        ("leave: 75", "leave: '.nan'", 12, "repetition.leave", "Write a number such as 12.5"),
        ("leave: 75", "leave: 'nan'", 12, "repetition.leave", "Write a number such as 12.5"),
        ("leave: 75", "leave: true", 12, "repetition.leave", "Write a number such as 12.5"),
        ("leave: 75", "leave: .nan", 12, "repetition.leave", "Write a number such as 12.5"),
        ("leave: 75", "leave: .inf", 12, "repetition.leave", "Write a number such as 12.5"),
        ("leave: 75", "leave: 1e999", 12, "repetition.leave", "Write a number such as 12.5"),
        ("leave: 75", "leave: [75]", 12, "repetition.leave", "Write a number such as 12.5"),
        ("sets: 2", "sets: '2'", 32, "dose.sets", "Write it without quotes: 2"),
        ("sets: 2", "sets: 2.5", 32, "dose.sets", "Write a number such as 8"),
        ("sets: 2", "sets: 0", 32, "dose.sets", "Write 1 or more."),
        ("sets: 2", "sets: 999", 32, "dose.sets", "Write 20 or less."),
        ("for_s: 0.3", "for_s: -1", 21, "limits[0].for_s", "Write 0 or more."),
        ("id: sit_to_stand", "id: Sit to stand", 2, "id", "sit_to_stand"),
        ("name: Sit to stand", "name: ' '", 3, "name", "Write it out"),
        ("name: Sit to stand", "name: 5", 3, "name", 'Write it in quotes: "5"'),
        ("name: Sit to stand", "name: [Sit]", 3, "name", "Write one sentence."),
        ("name: Sit to stand", "name: {en: Sit}", 3, "name", "Write one sentence."),
        ("name: Sit to stand", "name: " + "x" * 90, 3, "name", "Shorten"),
        ("source: proposal\ncannot", "source: ''\ncannot", 30, "limits[1].source", "proposal"),
        ("cannot_judge: [lumbar curvature, pelvic tilt]", "cannot_judge: none", 31, "cannot_judge", "after a dash"),
        ("cannot_judge: [lumbar curvature, pelvic tilt]", "cannot_judge: [a, 5]", 31, "cannot_judge[1]", "quotes"),
        ("camera: {view: side, body: full}", "camera: side", 5, "camera", "Write key: value lines"),
        ("dose: {sets: 2, repetitions: 8, source: proposal}", "dose: [1]", 32, "dose", "Write key: value lines"),
        ("  - {still_for_s: 1.0}", "  - still", 8, "start[1]", "Write key: value lines"),
        ("schema: 1", "schema: 2", 1, "schema", "Write schema: 1"),
        ("schema: 1", "schema: true", 1, "schema", "Write schema: 1"),
        ("tilt]\n", "tilt]\ntags: [Not a word]\n", 32, "tags[0]", "small English letters"),
    ],
)
def test_one_fault_with_its_line_key_and_advice(only, old, new, line, key, says):
    fault = only((old, new))
    assert (fault.file, fault.line, fault.key) == ("sit_to_stand.yaml", line, key)
    assert says in fault.instead
    assert str(fault).startswith(f"sit_to_stand.yaml, line {line}: {key}: ")


@pytest.mark.parametrize(
    ("old", "line", "key"),
    [
        ("    source: proposal\n", 24, "limits[1].source"),
        ("  return: 70\n", 9, "repetition.return"),
        ("dose: {sets: 2, repetitions: 8, source: proposal}\n", 1, "dose"),
        ("view: side, ", 5, "camera.view"),
    ],
)
def test_a_missing_key_is_asked_for_where_it_belongs(only, old, line, key):
    fault = only((old, ""))
    assert (fault.line, fault.key, fault.message) == (line, key, "this key is missing.")
    assert fault.instead == f"Add {key.rpartition('.')[2]}: …"


def test_a_misspelt_key_is_told_beside_the_one_that_is_missing(broken):
    faults = broken(("return: 70", "return_: 70"))
    assert [(fault.line, fault.key) for fault in faults] == [(9, "repetition.return"), (14, "repetition.return_")]
    assert "Did you mean return?" in faults[1].instead


def test_all_faults_of_a_file_come_at_once_in_the_order_of_lines(broken):
    faults = broken(
        ("schema: 1", "schema: 7"),
        ("{still_for_s: 1.0}", "{still_for_s: '1'}"),
        ("reach: 20", "reach: .nan"),
        ("max: 60", "max: 4"),
        ("cue: Stand tall before you sit.", "cue: Your back is in danger."),
        ("sets: 2", "set: 2"),
    )
    assert [(fault.line, fault.key) for fault in faults] == [
        (1, "schema"),
        (8, "start[1].still_for_s"),
        (13, "repetition.reach"),
        (20, "limits[0].max"),
        (29, "limits[1].cue"),
        (32, "dose.sets"),
        (32, "dose.set"),
    ]


def test_a_long_value_is_shown_short(only):
    assert len(only(("view: side", "view: " + "x" * 3000)).message) < 100


def test_an_empty_file_of_keys_misses_every_required_key():
    faults = check_text("{}", "f.yaml")
    missing = {fault.key for fault in faults}
    assert missing == {"schema", "id", "name", "version", "camera", "start", "repetition", "limits", "dose", "allowed"}
    assert {fault.line for fault in faults} == {1}
