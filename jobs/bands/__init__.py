"""Pay bands on their way into a plan: from spreadsheets, or generated."""
