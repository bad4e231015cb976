"""The plan as a therapist writes it: the envelope in sight, limits only tighter, offers taken by a press, two tabs."""

import pytest
from patient_record import Record
from therapist_app import HOSTILE, sat, therapist_pages

from coach.care import Answers, LimitChange, Order, Plan, PlanItem, Targets
from coach.records.answers import save_answers
from coach.records.plans import plan_of, plan_versions, save_plan
from coach.ui import plan_page


@pytest.fixture
def record(store):
    return Record(store)


@pytest.fixture
def page(record, monkeypatch):
    with therapist_pages(record, monkeypatch) as opened:
        yield lambda **query: opened("plan_page", who=str(record.number), **query)


def field(app, label, nth=0):
    return [one for one in app.app.number_input if one.label == label][nth]


def button(app, key_part, nth=0):
    return [one for one in app.app.button if key_part in str(one.key)][nth]


def press(app, key_part, nth=0):
    button(app, key_part, nth).click()
    return app.run()


def add(app, exercise):
    next(one for one in app.app.selectbox if one.label == "Add an exercise").set_value(exercise)
    return press(app.run(), "add_it")


def calm_session(record, ago):
    """All of two sets, and as much pain after it as before."""
    record.answered(ago, 2)
    number = sat(record, "sit_to_stand", ago)
    moment = record.moment(ago, 11)
    save_answers(record.own, record.number, Answers(2, None), kind="after", asked_at=moment, set_id=number)


def in_force(record):
    return plan_of(record.therapist, record.number)


def test_a_first_plan_is_written_and_kept_as_version_1(page, record):
    record.operated(9)
    app = page()
    assert "No exercise yet. Add one below." in app.text
    assert button(app, "save_plan").disabled
    app = add(app, "sit_to_stand")
    assert "● allowed now" in app.text
    assert "Sit to stand: new, 2 × 8 repetitions, 5 days a week." in app.text
    field(app, "Days a week").set_value(4)
    next(one for one in app.app.text_input if one.label == "Why, for the record").set_value("To begin with")
    app = press(app.run(), "save_plan")
    assert "Kept as version 1." in app.text
    kept = in_force(record)
    assert kept.plan.items == (PlanItem("sit_to_stand", 2, 8, days_per_week=4),)
    assert (kept.version, kept.note) == (1, "To begin with")
    assert "What changes against version 1" in app.text
    assert "Nothing yet." in app.text


def test_what_waits_says_until_when_and_who_says_so(page, record):
    record.operated(3)
    app = page()
    options = next(one for one in app.app.selectbox if one.label == "Add an exercise").options
    assert options[0].endswith("● allowed now")
    assert "Mini squat · ◌ waits until week 6" in options
    app = add(app, "mini_squat")
    assert "◌ waits until week 6" in app.text
    assert "(rule file; srortho and Penrose phase 1" in app.text


def test_what_time_alone_never_allows_cannot_be_saved(page, record):
    record.operated(9, Order("never", "mini_squat", None, "Dr. Weiss", record.day(3)))
    app = add(page(), "mini_squat")
    assert "◌ not allowed" in app.text
    assert "Your surgeon does not want this. (surgeon Dr. Weiss;" in app.text
    assert "◆] Mini squat: Your surgeon does not want this." in app.text
    assert button(app, "save_plan").disabled


def test_a_limit_is_tightened_in_sight_of_the_file_and_of_what_the_camera_can_tell(page, record):
    record.operated(9)
    record.planned(PlanItem("sit_to_stand", 2, 8))
    app = page()
    assert "the file: at most 60°" in app.text
    assert "the camera tells it by ± 6°" in app.text
    field(app, "Forward bend, at most (°)").set_value(75.0)
    app = app.run()
    assert "75 is looser than 60, which the exercise has. A limit can only be tightened." in app.text
    assert button(app, "save_plan").disabled
    field(app, "Forward bend, at most (°)").set_value(55.0)
    app = app.run()
    assert "Sit to stand, Forward bend: at most 55° instead of 60°." in app.text
    assert not button(app, "save_plan").disabled
    press(app, "save_plan")
    assert in_force(record).plan.items[0].limits == {"forward_bend": LimitChange(max=55.0)}


def test_a_goal_stands_apart_and_a_goal_past_a_limit_is_refused(page, record):
    record.operated(9)
    record.planned(PlanItem("mini_squat", 2, 8))
    app = page()
    assert "missing it is never an error" in app.text
    field(app, "Knee flexion, at least (°)").set_value(42.0)
    app = app.run()
    assert "Mini squat: goal 42° instead of as the exercise has it." in app.text
    field(app, "Knee flexion, at least (°)").set_value(75.0)
    assert button(app.run(), "save_plan").disabled


def test_before_it_is_saved_it_says_how_the_last_sets_would_have_been_judged(page, record):
    record.operated(9)
    record.planned(PlanItem("sit_to_stand", 2, 8), PlanItem("heel_raise", 1, 10))
    record.did("sit_to_stand", 2)
    app = page()
    assert "would have judged" not in app.text
    field(app, "Forward bend, at most (°)").set_value(55.0)
    app = app.run()
    assert "How this would have judged the last sets" in app.text
    assert "Forward bend: " in app.text.split("would have judged")[1]
    field(app, "Forward bend, at most (°)").set_value(59.0)
    assert "nothing differs" in app.run().text
    assert in_force(record).version == 1, "nothing was written"


def test_without_a_kept_set_there_is_nothing_to_try(page, record):
    record.operated(9)
    record.planned(PlanItem("sit_to_stand", 2, 8))
    app = page()
    field(app, "Forward bend, at most (°)").set_value(55.0)
    assert "No kept set of this exercise yet" in app.run().text


def test_an_offer_has_its_reasons_and_goes_into_the_draft_by_a_press_alone(page, record):
    record.operated(12)
    record.planned(PlanItem("sit_to_stand", 2, 8))
    for ago in (6, 4, 2):
        calm_session(record, ago)
    app = page()
    assert "▲ Sit to stand: a little more" in app.text.replace("*", "")
    assert "Pain did not rise by 2 or more." in app.text
    assert field(app, "Repetitions").value == 8
    app = app.press("Take into the draft: Sit to stand")
    assert field(app, "Repetitions").value == 10
    assert "Worth considering" not in app.text
    assert in_force(record).plan.items[0].repetitions == 8, "the therapist saves it, or nobody does"


def test_lines_are_moved_taken_out_and_all_undone(page, record):
    record.operated(9)
    record.planned(PlanItem("sit_to_stand", 2, 8), PlanItem("heel_raise", 1, 10))
    app = press(page(), "earlier", 1)
    assert "The order of the day is another one." in app.text
    app = press(app, "earlier", 0)
    assert "The order of the day is another one." in app.text, "the first one stays the first"
    app = press(app, "_out", 1)
    assert "Sit to stand: no longer in the plan." in app.text
    app = app.press("Undo all changes")
    assert "Nothing yet." in app.text
    assert len(in_force(record).plan.items) == 2


def test_targets_need_the_name_of_who_set_them(page, record):
    record.operated(9)
    record.planned(PlanItem("sit_to_stand", 2, 8))
    app = page()
    field(app, "Walking, minutes").set_value(20)
    app = app.run()
    assert "A target needs the name of who set it" in app.text
    assert button(app, "save_plan").disabled
    next(one for one in app.app.text_input if one.label == "Set by").set_value("the dietitian")
    app = press(app.run(), "save_plan")
    assert in_force(record).plan.targets == Targets(20, set_by="the dietitian")


def test_a_second_tab_that_saved_first_is_noticed_and_said(page, record):
    record.operated(9)
    record.planned(PlanItem("sit_to_stand", 2, 8))
    one, other = page(), page()
    field(one, "Sets").set_value(3)
    press(one.run(), "save_plan")
    field(other, "Repetitions").set_value(6)
    other = other.run()
    assert "Version 2 was saved on" in other.text
    assert "3 × 8 repetitions, 5 days a week instead of 2 × 8 repetitions" in other.text
    assert button(other, "save_plan").disabled
    assert len(plan_versions(record.therapist, record.number)) == 2
    kept = other.press("Keep this draft and compare it with version 2")
    assert "2 × 6 repetitions, 5 days a week instead of 3 × 8" in kept.text
    kept = press(kept, "save_plan")
    assert in_force(record).version == 3
    assert in_force(record).plan.items[0].sets == 2


def test_a_version_saved_while_this_one_is_being_saved_is_not_written_over(page, record, monkeypatch):
    record.operated(9)
    record.planned(PlanItem("sit_to_stand", 2, 8))
    app = page()
    field(app, "Sets").set_value(3)
    app = app.run()

    def meanwhile(*_):
        patched.undo()
        save_plan(record.therapist, record.number, Plan((PlanItem("sit_to_stand", 1, 5),)), record.now)
        return ()

    with monkeypatch.context() as patched:
        patched.setattr(plan_page, "offers_for", meanwhile)
        button(app, "save_plan").click()
        app = app.run()
    assert in_force(record).version == 2
    assert "Begin anew from version 2" in app.labels
    app = app.press("Begin anew from version 2")
    assert field(app, "Repetitions").value == 5


def test_an_exercise_that_is_gone_can_only_be_taken_out(page, record):
    record.operated(9)
    record.planned(PlanItem("sit_to_stand", 2, 8))
    with record.store.transaction(write=True) as session:
        session.connection().exec_driver_sql(
            "INSERT INTO plans (person_id, version, at, note, data) "
            "SELECT person_id, 2, at, '', replace(data, 'sit_to_stand', 'gone') FROM plans"
        )
    app = page()
    assert "This exercise cannot be read any more." in app.text
    app = press(app, "_out", 0)
    assert "Gone: no longer in the plan." in app.text


def test_overrides_show_here_too_and_notes_do_nothing(page, record):
    record.operated(3)
    record.planned(PlanItem("mini_squat", 1, 5, note=HOSTILE))
    record.override("mini_squat", HOSTILE, 10)
    app = page()
    assert "◐ allowed by an override" in app.text
    assert "Override until" in app.text
    assert "<script>" not in app.markdown
    assert "](javascript" not in app.markdown


def test_it_speaks_german(page, record):
    record.operated(9)
    record.planned()
    assert "Fersen heben" in [one.value for one in page(lang="de").app.subheader]
