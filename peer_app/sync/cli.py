"""flask keys"""

import click
from flask import current_app
from flask.cli import AppGroup

from peer_app.keys import add_sealing_key, new_sealing_key
from peer_app.sync import sealing


@click.group(cls=AppGroup, invoke_without_command=True)
@click.pass_context
def keys(context: click.Context) -> None:
    """The keys of this installation: what records are sealed to, and what signs push messages."""
    if context.invoked_subcommand is None:
        for name in ("list", "push"):
            command = keys.commands[name]
            click.echo(command.get_short_help_str(limit=200))
            context.invoke(command)


@keys.command("list")
def show() -> None:
    """Print each key's id, oldest first; devices seal to the last."""
    for key in sealing.all_keys():
        click.echo(key.id)


@keys.command()
def rotate() -> None:
    """Add a key pair: devices seal to it from their next pack on. Older ones still open what was sealed before."""
    file = current_app.config["SEALING_KEYS_FILE"]
    if file is None:
        click.echo("PEER_APP_SEALING_KEYS is set from outside. Add this to its end, then start everything again:")
        click.echo(new_sealing_key())
        return
    try:
        add_sealing_key(file)
    except FileExistsError as error:
        sentence = f"Somebody else is adding a key right now. If that is not so, delete {error} and try again."
        raise click.ClickException(sentence) from None
    click.echo(f"Devices seal to {sealing.all_keys()[-1].id} from their next pack on. Keep every older key.")
