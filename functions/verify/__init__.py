"""Asks the registries about an application, and chooses its lane."""
