"""The forms a proposal leaves the house in, and how each is read back."""
