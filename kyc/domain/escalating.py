"""The reasons for which a reviewer escalates a case to the team leads, in the staff's words."""

from __future__ import annotations

REASONS = {
    "suspected_fraud": "This looks like fraud by more than one person or with more than one document.",
    "document_unknown": "I do not know this kind of document well enough.",
    "faces_unclear": "I cannot tell whether this is one person.",
    "list_entry_likely": "An entry on a list may well be this person.",
    "person_known": "I know this person, or have a stake in the decision.",
    "rules_unclear": "Our rules do not say what to do here.",
    "other": "Another reason, see the note.",
}
"""By code; `other` requires an explanation in a note."""
