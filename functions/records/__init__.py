"""Clinics write: examinations, vaccinations, laboratory results, conclusions (group cln)."""
