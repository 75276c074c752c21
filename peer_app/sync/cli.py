"""flask keys"""

import click
from flask import current_app
from flask.cli import AppGroup

from peer_app.keys import add_sealing_key, new_sealing_key
from peer_app.sync import sealing

keys = AppGroup("keys", help="The key pairs that records are sealed to.")


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
