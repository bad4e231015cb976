"""The numbers of the BlazePose landmarks that quantities use (MediaPipe Pose Landmarker; left, right)."""

NOSE = 0
EAR = (7, 8)
SHOULDER = (11, 12)
ELBOW = (13, 14)
WRIST = (15, 16)
HIP = (23, 24)
KNEE = (25, 26)
ANKLE = (27, 28)
HEEL = (29, 30)
TOE = (31, 32)

LEFT, RIGHT = 0, 1

#: The lines of a drawn skeleton: trunk, arms and legs, by landmark.
SKELETON = (
    (SHOULDER[LEFT], SHOULDER[RIGHT]),
    (HIP[LEFT], HIP[RIGHT]),
    *((SHOULDER[k], HIP[k]) for k in (LEFT, RIGHT)),
    *((SHOULDER[k], ELBOW[k]) for k in (LEFT, RIGHT)),
    *((ELBOW[k], WRIST[k]) for k in (LEFT, RIGHT)),
    *((HIP[k], KNEE[k]) for k in (LEFT, RIGHT)),
    *((KNEE[k], ANKLE[k]) for k in (LEFT, RIGHT)),
    *((ANKLE[k], HEEL[k]) for k in (LEFT, RIGHT)),
    *((HEEL[k], TOE[k]) for k in (LEFT, RIGHT)),
)
