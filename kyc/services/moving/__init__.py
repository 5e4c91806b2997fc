"""Moving in: records of another system, under the ids and with the times that they had there."""
