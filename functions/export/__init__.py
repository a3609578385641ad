"""The holder takes the book along: all that is held about it, for programs (bok-08)."""
