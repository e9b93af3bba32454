"""The database: every table, every SQL statement, every vintage ever seen."""
