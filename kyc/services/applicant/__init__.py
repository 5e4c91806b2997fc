"""What an applicant can do besides sending photos: consent, change devices, get their data, ask for a person."""
