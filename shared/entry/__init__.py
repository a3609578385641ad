"""The doors: what HTTP functions and queue workers share."""
