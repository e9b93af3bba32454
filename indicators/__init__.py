"""Official price indices: what they are, where they come from, what they say."""
