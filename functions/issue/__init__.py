"""The issuing of a book: what it says becomes a PDF, is checked, and is signed."""
