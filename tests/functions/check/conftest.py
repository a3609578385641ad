"""The clock of the tests of the public question."""

from tests.clock import clock

__all__ = ["clock"]
