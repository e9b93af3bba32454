"""The pieces the screens are built from; none of them knows a job or a database."""
