"""The inspection of an unknown file: is it a document of ours, and is it as we made it."""
