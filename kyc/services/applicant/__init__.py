"""What an applicant may do beside sending photos: agree, change devices, see and take their data, ask for people."""
