"""The slow part: images are measured and judged, and the results are written once."""
