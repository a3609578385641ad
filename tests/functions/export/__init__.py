"""The holder takes the book along."""
