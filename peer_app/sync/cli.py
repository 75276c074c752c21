"""flask keys"""

import click
from flask import current_app
from flask.cli import AppGroup

from peer_app.keys import new_sealing_key
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
    pem = new_sealing_key()
    file = current_app.config["SEALING_KEYS_FILE"]
    if file is None:
        click.echo("PEER_APP_SEALING_KEYS is set from outside. Add this to its end, then start everything again:")
        click.echo(pem)
        return
    beside = file.with_name("SEALING_KEYS.new")
    beside.write_text(f"{file.read_text(encoding='utf-8').rstrip()}\n{pem}", encoding="utf-8")
    beside.chmod(0o600)
    beside.replace(file)  # whoever reads it meanwhile has the old keys or the new, never half of them
    click.echo(f"Devices seal to {sealing.all_keys()[-1].id} from their next pack on. Keep every older key.")
