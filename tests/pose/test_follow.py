"""Who is followed: decided on synthetic figures at known places."""

from coach.pose.figure import Angles, Camera, Figure
from coach.pose.follow import PATIENCE_S, Body, Follower, body_of, distinct


def figure_at(x_px: float, distance_m: float = 3.0) -> Body:
    poses = Figure(camera=Camera(yaw_deg=0, distance_m=distance_m)).poses([0.0], Angles())
    return body_of(poses.image_px[0] + (x_px - 640, 0))


def followed(*seen: tuple[float, list[Body]]) -> list[Body | None]:
    follower, chosen = Follower(), []
    for t_s, bodies in seen:
        body = follower.choose(bodies, t_s)
        if body is not None:
            follower.keep(body, t_s)
        chosen.append(body)
    return chosen


def test_the_largest_is_followed_first() -> None:
    near, far = figure_at(400, 2.5), figure_at(900, 5.0)
    assert followed((0.0, [far, near])) == [near]


def test_a_larger_person_who_comes_later_does_not_take_over() -> None:
    patient, helper = figure_at(400, 3.0), figure_at(900, 2.0)
    assert followed((0.0, [patient]), (0.1, [helper, patient]), (0.2, [patient, helper])) == [patient] * 3


def test_a_walking_person_stays_the_one_who_is_followed() -> None:
    other = figure_at(1100, 2.5)
    steps = [(k / 10, [other, figure_at(200 + 30 * k, 3.0)]) for k in range(1, 15)]
    chosen = followed((0.0, [figure_at(200, 3.0)]), *steps)
    assert other not in chosen
    assert None not in chosen


def test_while_she_is_hidden_nobody_else_is_taken_for_her() -> None:
    patient, helper = figure_at(300), figure_at(1000)
    seen = followed((0.0, [patient]), (0.3, [helper]), (0.6, [helper]), (0.8, [patient, helper]))
    assert seen == [patient, None, None, patient]


def test_when_she_has_left_the_largest_in_view_is_followed() -> None:
    patient, helper, child = figure_at(300), figure_at(1000), figure_at(800, 6.0)
    late_s = PATIENCE_S + 0.1
    assert followed((0.0, [patient]), (late_s, [child, helper])) == [patient, helper]


def test_nobody_in_view_is_nobody() -> None:
    follower = Follower()
    assert follower.choose([], 0.0) is None
    assert not follower.is_same(figure_at(300), 0.0)


def test_one_person_found_twice_is_one() -> None:
    one, again, other = figure_at(400), figure_at(410), figure_at(900)
    assert distinct([one, again, other]) == [one, other]
