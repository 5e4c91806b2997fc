"""Cases for practice, apart from everybody's verifications: none of the other rooms knows this one."""
