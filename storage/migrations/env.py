"""What Alembic runs: the migrations, in the transaction that storage.schema hands in."""

from alembic import context

from storage.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    version_table="realterms_schema",
    # SQLite cannot alter a table in place; a batch copies it.
    render_as_batch=True,
    # SQLite does roll back what changes a schema, once the transaction is a real one: ours is.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
