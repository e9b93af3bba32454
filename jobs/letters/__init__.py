"""The letters' templates, one a language; each word with a dollar sign is filled in."""
