"""What verifiers keep: the keys, and the signed list of versions that do not count any more (ver-07)."""
