"""The question about a whole file: is it a book of ours, was it changed, or is it no document of ours."""
