"""Commands of the operator: thin doors on the services and adapters."""
