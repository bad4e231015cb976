"""Kept sets as the therapist reads them: curves, tables, replays, and the same poses judged by an edited rule."""

from coach.review.differences import Change, differences
from coach.review.rejudge import Difference, judge_again, rejudge
from coach.review.series import Series, series_of

__all__ = ["Change", "Difference", "Series", "differences", "judge_again", "rejudge", "series_of"]
