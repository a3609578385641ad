"""The web pages: static files, as browsers get them."""
