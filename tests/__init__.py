"""The tests mirror the packages of `kyc`."""
