"""People: sign in, the second factor, the profile."""
