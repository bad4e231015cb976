"""The one table of uncertainty: U of each quantity in each view, the half width of the band around a measured value.

Degrees, or for `rel` quantities the share of the body length they are measured in. A view that is not in a row cannot
show the quantity. Each number is the larger of clinical.md 2.6 and the 95th percentile of the error on the virtual
patient (virtual_patient/REPORT.md part 4: 4592 rendered frames, full model); where neither has it the row says
*proposal*. `side` stands for 60-90 degrees of yaw, `oblique` for 30-60, `front` and `back` for up to 30.
Measured values replace these rows; nothing else in the program holds such a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VIEWS = ("unknown", "side", "oblique", "front", "back")

_TABLE: dict[str, dict[str, float]] = {
    # REPORT part 4, near leg: 9.5 at 75, 22.6-52 at 60-30 degrees; clinical.md 8.
    "knee_flexion": {"side": 10.0, "oblique": 52.0},
    # REPORT: 17.9 at 75, 29-71 at 60-30; clinical.md 10.
    "hip_flexion": {"side": 18.0, "oblique": 71.0},
    # REPORT: 17.4 at 75, 22-84 at 60-30; clinical.md 12.
    "shoulder_flexion": {"side": 18.0, "oblique": 84.0},
    "elbow_flexion": {"side": 20.0, "oblique": 60.0},  # proposal: as the shoulder
    # clinical.md 2.6: ankle RMSE 21.5-25.7.
    "ankle_flexion": {"side": 26.0},
    "thigh_elevation": {"side": 12.0, "oblique": 52.0},  # proposal: between trunk and hip
    "shank_inclination": {"side": 10.0, "oblique": 52.0},  # proposal: as the knee
    "arm_elevation": {"side": 15.0, "front": 15.0, "back": 15.0},  # proposal: clinical.md shoulder 12, REPORT 14.7
    # REPORT: 6.0 at 75-90, 8.8-25.7 at 60-30; clinical.md 6.
    "trunk_inclination": {"side": 6.0, "oblique": 26.0},
    # clinical.md 5 (REPORT 1.8 at 0, 2.7 at 15 degrees).
    "lateral_trunk_lean": {"front": 5.0, "back": 5.0},
    # REPORT: hip flexion's error, of which it is a part; clinical.md 6.
    "trunk_minus_thigh": {"side": 18.0},
    # REPORT: the hip's middle lies 2.9 % (SD) of the trunk length off, two of them over the line's length.
    "hip_offset_ankle": {"side": 0.03, "oblique": 0.08},
    "hip_offset_knee": {"side": 0.04, "oblique": 0.1},
    "shoulder_line_tilt": {"front": 5.0, "back": 5.0},  # clinical.md 5
    "hip_line_tilt": {"front": 5.0, "back": 5.0},  # clinical.md 5
    "hip_abduction": {"front": 8.0, "back": 8.0},  # clinical.md 8
    # REPORT, world landmarks: p95 36 up to 45 degrees of yaw, 44 from the side. Coarse: a turn of 30 reads as 10.
    "trunk_twist": {"front": 36.0, "back": 36.0, "oblique": 36.0, "side": 44.0},
    "head_offset": {"side": 0.1},  # proposal
    "heel_rise": {"side": 0.03, "oblique": 0.04},  # proposal
    "hip_height": {"side": 0.05, "oblique": 0.05, "front": 0.05, "back": 0.05},  # proposal
    "stance_width": {"front": 0.05, "back": 0.05},  # proposal
}

UNCERTAINTY: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {name: MappingProxyType(row) for name, row in _TABLE.items()}
)


def uncertainty(quantity: str, view: str) -> float | None:
    """U of `quantity` in `view`, or None where that view cannot show it; KeyError for an unknown quantity."""
    return UNCERTAINTY[quantity].get(view)
