"""Moving in: records of another system, with their ids and times."""
