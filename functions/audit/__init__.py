"""The audit log: an append-only chain of records in locked storage, and its verifier."""
