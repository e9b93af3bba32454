"""`serve`: the full-screen terminal in a browser."""

import importlib
import os
import webbrowser

import click

from cli.call import Call, Verb, pass_call
from indicators.errors import SettingsError


@click.command(
    cls=Verb,
    table=False,
    example="""
        realterms serve
        realterms serve --port 8123 --open
        realterms serve --host 0.0.0.0 --public-url https://pay.example.org""",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port to serve on; 0 takes any free one.",
)
@click.option("--no-token", is_flag=True, help="Let in whoever is on this machine; on loopback alone.")
@click.option("--public-url", default="", metavar="URL", help="The address others know this server by.")
@click.option("--open", "open_browser", is_flag=True, help="Open it in this machine's browser.")
@pass_call
def serve(call: Call, host: str, port: int, no_token: bool, public_url: str, open_browser: bool) -> None:
    """Serve the full-screen terminal to a browser, until Ctrl-C.

    The address that is printed carries a token, a new one at each start unless REALTERMS_SERVE_TOKEN sets
    it: whoever opens that address acts as the person who started the server, so each person starts their
    own. There is no encryption here: towards other machines put a proxy with TLS before it and name the
    address that it is reached by.
    """
    try:
        server = importlib.import_module("tui.web.server")
    except ModuleNotFoundError as missing:
        raise SettingsError(
            f"serving needs the package {missing.name}",
            hint="install realterms with its extra: pipx install 'realterms[web]'",
        ) from None

    def ready(address: str) -> None:
        call.data(address)
        call.say("open this address in a browser; Ctrl-C stops serving")
        if not (server.is_loopback(host) or public_url.startswith("https://")):
            call.say("not encrypted: whoever can read this network can read pay and the token")
        if open_browser:
            webbrowser.open(address)

    server.serve(
        host,
        port,
        token=os.environ.get("REALTERMS_SERVE_TOKEN") or None,
        without_token=no_token,
        public_url=public_url,
        environ=_environment(call),
        on_ready=ready,
    )


def _environment(call: Call) -> dict[str, str]:
    """What the options say, as the variables that the tabs' processes read; checked before anyone waits."""
    with call.workspace() as workspace:
        workspace.user  # noqa: B018  said now, not in each tab
    chosen = {
        "REALTERMS_HOME": str(call.home.absolute()) if call.home else None,
        "REALTERMS_DATABASE_URL": call.database,
    }
    return {name: value for name, value in chosen.items() if value}
