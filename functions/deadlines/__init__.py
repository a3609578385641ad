"""On a schedule: what the calendar sets in motion."""
