"""AWS beyond the store: clients, keys, queues, users, secrets."""
