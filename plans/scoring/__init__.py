"""Results to payouts: attainment, curves, gates, vetoes; scorecards with two raters; the sheets that ship."""
