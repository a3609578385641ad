"""The cash desk: opens payments, hears what became of them, and sees that all money is where it belongs."""
