"""The engines: each module has `render(book)`, warm, with what can be loaded before loaded before."""
