"""One file, one check: every module here with a NAME and a `judge` is run on every verification."""
