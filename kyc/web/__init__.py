"""The doors: two APIs, the applicant's pages, the staff's pages; they translate and decide nothing."""
