"""The applicant writes: a draft, its files, and the application itself."""
