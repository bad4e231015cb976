"""Two reports told apart, written by hand: pairs by shared time, and a sentence for each difference."""

from hypothesis import given
from hypothesis import strategies as st

from coach.review.differences import differences, matched


def repetition(index, start_s, end_s, verdict="ok"):
    return {"index": index, "start_s": start_s, "end_s": end_s, "extreme": 50.0, "unit": "deg", "verdict": verdict}


def limit(name="depth", verdict="ok", coverage=1.0, breaches=()):
    return {"id": name, "verdict": verdict, "coverage": coverage, "reasons": {}, "breaches": list(breaches)}


def breach(start_s, end_s):
    return {"start_s": start_s, "end_s": end_s, "value": 85.0, "u": 10.0, "limit": 70.0, "unit": "deg"}


def report(**said):
    whole = {"count": 0, "attempts": 0, "repetitions": [], "attempts_made": [], "holds": [], "limits": []}
    return whole | {"coverage": 1.0, "events": []} | said


def sentences(before, after):
    return [change.sentence for change in differences(before, after)]


def test_the_same_report_differs_in_nothing():
    one = report(count=1, repetitions=[repetition(1, 0, 2)], limits=[limit(breaches=[breach(0, 1)])])
    assert differences(one, one) == ()


def test_a_repetition_more_in_front_does_not_make_all_others_differ():
    before = report(count=2, repetitions=[repetition(1, 5, 7), repetition(2, 10, 12, "close")])
    after = report(count=3, repetitions=[repetition(1, 1, 3), repetition(2, 5.2, 7.1), repetition(3, 9.8, 12, "close")])
    assert sentences(before, after) == ["Repetitions: 3 instead of 2.", "A repetition more at 1.0–3.0 s: clear."]


def test_a_changed_verdict_names_the_kept_repetition():
    before = report(repetitions=[repetition(7, 5, 7, "close")])
    after = report(repetitions=[repetition(1, 5, 7, "cannot_judge")])
    assert sentences(before, after) == ["Repetition 7 (5.0–7.0 s): cannot judge instead of close to the limit."]


def test_no_number_is_said_in_words():
    (change,) = differences(report(count=4), report(count=None))
    assert (change.before, change.after) == (4, None)
    assert change.sentence == "Repetitions: no number (what was seen does not let them be counted) instead of 4."


def test_coverage_holds_and_goals_are_told():
    goals = [{"kind": "repetition", "goal_met": met} for met in (True, False)]
    before = report(coverage=0.9, limits=[limit(coverage=0.9)], holds=[{"verdict": "short"}])
    after = report(coverage=0.5, limits=[limit(coverage=0.5)], holds=[{"verdict": "ok"}], events=goals)
    assert sentences(before, after) == [
        "Of the time that limits ask about, 50 % was judged instead of 90 %.",
        "Repetitions that reached the goal: 1 instead of no goal to reach.",
        "Holds long enough: 1 instead of 0.",
        "Depth: judged in 50 % of its time instead of 90 %.",
    ]


def test_a_hair_of_coverage_is_no_difference_but_none_at_all_is():
    assert differences(report(coverage=0.900), report(coverage=0.904)) == ()
    assert sentences(report(coverage=None), report(coverage=0.5)) == [
        "Of the time that limits ask about, 50 % was judged instead of –."
    ]


def test_breaches_of_limits_that_came_or_went_are_told_with_their_times():
    before = report(limits=[limit("old", "breach", breaches=[breach(1, 2)])])
    after = report(limits=[limit("new_one", "breach", breaches=[breach(3, 4.5)])])
    assert sentences(before, after) == [
        "Old: this limit is gone; it was past the limit.",
        "Old: no longer passed at 1.0–2.0 s (85° ± 10° against 70°).",
        "New one: a new limit, past the limit.",
        "New one: now passed at 3.0–4.5 s (85° ± 10° against 70°).",
    ]


def test_most_shared_time_decides_between_two():
    pairs, gone, new = matched([repetition(1, 0, 10)], [repetition(1, 0, 3), repetition(2, 3, 10)])
    assert [(one["index"], other["index"]) for one, other in pairs] == [(1, 2)]
    assert gone == []
    assert [one["index"] for one in new] == [1]


def test_touching_is_not_sharing():
    pairs, gone, new = matched([repetition(1, 0, 1)], [repetition(1, 1, 2)])
    assert (pairs, len(gone), len(new)) == ([], 1, 1)


@st.composite
def rows(draw):
    marks = sorted(draw(st.lists(st.integers(0, 60), max_size=12, unique=True)))
    return [repetition(k, marks[2 * k], marks[2 * k + 1]) for k in range(len(marks) // 2)]


@given(rows(), rows())
def test_every_interval_is_paired_or_left_over_once(before, after):
    pairs, gone, new = matched(before, after)
    assert sorted([one["index"] for one, _ in pairs] + [one["index"] for one in gone]) == list(range(len(before)))
    assert sorted([one["index"] for _, one in pairs] + [one["index"] for one in new]) == list(range(len(after)))
    assert all(min(a["end_s"], b["end_s"]) > max(a["start_s"], b["start_s"]) for a, b in pairs)


@given(rows(), rows())
def test_there_and_back_differ_alike(before, after):
    there, back = (
        differences(report(repetitions=a), report(repetitions=b)) for a, b in ((before, after), (after, before))
    )
    assert len(there) == len(back)
