"""The BLS's flat files, taken in: what they are, which indicators they hold, and their figures saved."""
