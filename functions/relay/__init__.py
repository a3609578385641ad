"""The outbox: what the table's stream tells goes to the queues that the events name."""
