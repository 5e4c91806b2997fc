"""The parts of the document check: one file, one breakdown of its report."""
