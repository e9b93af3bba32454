"""Migrations: how each schema becomes the next; run by Alembic, and only where a database is behind."""
