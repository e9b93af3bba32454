"""Results files filled in cell by cell: what `realterms score` reads, found, begun, tried and saved."""
