"""The applicant reads: applications, their history, books, messages."""
