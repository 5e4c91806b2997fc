"""The slow part: what was sent is measured and judged, and the results are written once."""
