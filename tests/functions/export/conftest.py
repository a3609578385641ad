"""The clock of the tests of exports."""

from tests.clock import clock

__all__ = ["clock"]
