"""What the functions share: the rules, the store, the cloud, the outside world and the doors."""
