"""Limits of the face engine on its own scales, with the measurements behind them."""

from __future__ import annotations

from kyc.adapters.faces.recognition import Scale
from kyc.domain.evidence import Engine

MATCH_ENGINE = Engine("fr_feature+yunet", "0.0.1+2023mar")
MATCH_PASS = 0.42
"""Cosine similarity at a false match rate of 1 in 10,000 (NIST SP 800-63A-4 asks for that or better).

Measured on LFW with this code (50 people x 3 photos, 150 genuine and 11,025 impostor pairs, no face missed):
equal error 1.3 %; at 0.42 FMR 0.009 % and FNMR 2.7 %; at 0.35 FMR 0.018 %; TAR 98.0 % at FAR 0.1 % (0.31),
97.3 % at FAR 0.01 % (0.40). The largest impostor similarity was 0.426. On 100 people (44,550 impostor pairs, other
landmarks) 0.42 gave FMR 0.009 %. Where people share a room, the light and an expression, more pairs come close: among
22 faces of six party photographs one impostor pair of 231 reached 0.46.
"""
MATCH_REVIEW = 0.25
"""Below this two faces are hardly ever one person's: FNMR 1.3 %, FMR 0.64 % in the same measurement."""

WATCH_ENGINE = Engine("fr_pose+fr_feature+fr_liveness+yunet", "0.0.1+2023mar")
"""The engine that measures the frames of a challenge; the limits of its moves are in `kyc/domain/challenge.py`."""

SAME_PORTRAIT = 0.65
"""Cosine similarity of two documents' portraits from which they show the same face.

Stricter than a match of two, because one portrait is compared with thousands. Measured with this code on LFW's 150
portraits (50 people), each printed on two specimen pages and photographed anew, from 120 down to 23 pixels between the
eyes: the same printed portrait gives 0.69 or more (median 0.95, 0.89 at 23 pixels), so all 150 are found at every size;
another photo of the same person is found in 60 % of the cases at full size and 37 to 44 % at 23 pixels; of 22,050 pairs
of different people none is above 0.45. Extrapolating their tail (0.09 for each factor of ten), about 1 pair in 5
million would reach 0.65: 0.2 % of the searches among 10,000 people. Twins and look-alikes are found too: a person
decides.
"""
TEMPLATE_EYE_DISTANCE = 19.0
"""Pixels between the eyes from which a portrait is kept: no smaller one was measured."""

ONNX_SCALE = Scale(MATCH_ENGINE, WATCH_ENGINE, MATCH_PASS, MATCH_REVIEW, SAME_PORTRAIT)

LIVENESS_ENGINE = Engine("fr_liveness+yunet", "0.0.1+2023mar")
LIVENESS_PASS = 4.0
"""Logit of the live class, the mean of two crops.

Measured with this code on 160 + 160 webcam photographs of NUAA (faces, and printed photos of faces): AUC 1.000;
at 4.0 no print passes and 1.3 % of the live faces go to a person (3.1 % with the crop of 2.0 alone). Of 28 portraits on
specimen documents one reached 4.0, at 18 pixels between the eyes. Screens are harder: with one crop of 2.0 and the same
limit 19 % of the attacks of MSU-MFSD passed and 16 % of the live faces did not. Coloured or harsh light lowers the
score too: 32 % of LFW's small press photographs stay below. Hence it is a signal, and never a reason to reject.
"""
LIVENESS_REVIEW = 0.0
"""Even odds: the lower end of the confidence scale; live faces of NUAA are all above, prints below -4.8."""
