"""The doors: two APIs, the applicant's page, the staff's page; they translate and decide nothing."""
