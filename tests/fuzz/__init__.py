"""What reads strangers' bytes, one entry point each, for a fuzzer that follows the code's branches (atheris)."""
