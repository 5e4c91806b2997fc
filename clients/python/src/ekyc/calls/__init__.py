"""Every operation of the sessions API as a function that gives its call."""
