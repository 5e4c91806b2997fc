"""Liveness challenges: opened, answered with frames, judged, and shown."""
