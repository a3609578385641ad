"""The clock of the journal's tests."""

from tests.clock import clock

__all__ = ["clock"]
