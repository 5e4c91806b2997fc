"""One file, one check: every module here with a NAME and a `judge` runs on every verification."""
