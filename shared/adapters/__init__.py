"""The outside world, each behind one HTTP contract: registries, e-mail, SMS."""
