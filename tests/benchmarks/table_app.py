"""Textual's own table of a thousand rows, to see what a key costs there."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer


class Table(App[None]):
    """A table and its keys."""

    def compose(self) -> ComposeResult:
        """The table, filled."""
        table: DataTable[str] = DataTable(cursor_type="row")
        table.add_columns(*(f"column {n}" for n in range(9)))
        table.add_rows([[f"cell {row}.{n}" for n in range(9)] for row in range(1000)])
        yield table
        yield Footer()


if __name__ == "__main__":
    Table().run()
