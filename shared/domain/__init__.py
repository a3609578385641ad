"""The rules: standard library and pydantic only; no AWS, no HTTP, no clock, no randomness."""
