"""Series as lines over time: in which look, drawn into which file."""
