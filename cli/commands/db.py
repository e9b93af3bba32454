"""`db`: the database itself; the roles of a team's server."""

import click

from cli.call import Call, Verb, VerbGroup, pass_call


@click.group(cls=VerbGroup)
def db() -> None:
    """The database: who may do what in it."""


@db.command(cls=Verb, example="realterms db roles > roles.sql")
@pass_call
def roles(call: Call) -> None:
    """Print the SQL that gives a PostgreSQL database its four roles; its owner runs it.

    fetcher brings figures and reads no pay; analyst makes plans and proposals; reviewer decides and signs;
    reader only reads. Nobody may update or delete a figure, a decision or an audit entry. Give them to
    people: GRANT realterms_analyst TO ann.
    """
    from jobs.roles import roles as all_roles

    report = all_roles()
    if call.as_json:
        names = ("role", "table", "privileges")
        call.json({"grants": [dict(zip(names, grant, strict=True)) for grant in report.grants]})
    else:
        call.data("\n".join(f"{statement};" for statement in report.statements))
    call.say("run it as the owner of the database, once its tables are there, and again after an upgrade")
