"""Code that reads strangers' bytes, one entry point each, for a fuzzer that follows branches (atheris)."""
