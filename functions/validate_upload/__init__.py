"""Checks one uploaded file by its content, and keeps it if it is what was asked for."""
