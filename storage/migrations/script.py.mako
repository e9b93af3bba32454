"""${message}."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from storage.columns import ExactDecimal, UtcMoment
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """${message}."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """A schema never goes back: what was published stays known."""
    raise RuntimeError("restore the copy made before the upgrade")
