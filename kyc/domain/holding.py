"""The reasons for a legal hold, which keeps a person's data whatever else is requested."""

from __future__ import annotations

REASONS = {
    "litigation": "Legal claim, ours or against us",
    "authority": "Order of a court or an authority",
    "supervisor": "Question of a supervisor or auditor",
    "investigation": "Investigation of fraud",
    "other": "Another legal reason",
}
"""Codes and their wording for staff; the detailed grounds are in the file that the reference names."""
