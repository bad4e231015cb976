"""Which channels a rule needs, and what `either` and `both` mean for a movement that rises or falls."""

from dataclasses import replace

import pytest

from coach.coaching.channels import plan_channels
from coach.kinematics.measure import Channel
from coach.rules import load_exercise

SQUAT = load_exercise("mini_squat")


@pytest.mark.parametrize(
    ("side", "rising", "falling"),
    [
        ("near", "near", "near"),
        ("left", "left", "left"),
        ("either", "either_max", "either_min"),
        ("both", "either_min", "either_max"),
    ],
)
def test_either_is_the_side_further_on_its_way_and_both_the_one_behind(side: str, rising: str, falling: str) -> None:
    up = replace(SQUAT, repetition=replace(SQUAT.repetition, side=side))
    down = replace(up, repetition=replace(up.repetition, leave=40.0, reach=10.0, return_=30.0))
    assert [plan.channels[plan.driver] for plan in (plan_channels(up), plan_channels(down))] == [
        Channel("knee_flexion", rising),
        Channel("knee_flexion", falling),
    ]


def test_each_channel_is_measured_once() -> None:
    plan = plan_channels(SQUAT)
    assert len(plan.channels) == len(set(plan.channels)) == 3
    assert plan.channels[plan.limits[0]] == plan.channels[plan.driver] == Channel("knee_flexion", "near")
    assert plan.channels[plan.limits[1]] == Channel("trunk_inclination", "none")
