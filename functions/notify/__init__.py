"""Tells the applicant what happened: once per event and channel."""
