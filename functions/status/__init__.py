"""The applicant reads: applications, their history, papers, messages."""
