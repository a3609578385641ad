"""The holder's own book: seen, presented, shared, followed, and its code withdrawn."""
