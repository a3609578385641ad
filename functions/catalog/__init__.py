"""Public facts: the service card, the categories, the API's own description."""
