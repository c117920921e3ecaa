"""Python's clients, one module each, and what they have in common. Needs nothing by itself."""
