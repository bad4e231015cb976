"""Rules meet poses: a pure fold from blocks of poses to events."""

from coach.coaching.coach import Coach
from coach.coaching.report import Report, judge_poses, report_of

__all__ = ["Coach", "Report", "judge_poses", "report_of"]
