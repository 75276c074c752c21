"""flask keys push, flask keys rotate-push"""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from peer_app.keys import add_vapid_key, new_vapid_key
from peer_app.push import vapid


def add_to(app: Flask) -> None:
    """Put the commands beside the others about keys."""
    keys = app.cli.commands["keys"]
    if isinstance(keys, click.Group):
        keys.add_command(show)
        keys.add_command(rotate)


@click.command("push")
@with_appcontext
def show() -> None:
    """Print the public key that browsers subscribe with; older ones, still signed for, stand before it."""
    for key in vapid.public_keys():
        click.echo(key)


@click.command("rotate-push")
@with_appcontext
def rotate() -> None:
    """Add a key for push messages. Subscriptions made for older ones are told with those until they are refreshed."""
    file = current_app.config["VAPID_KEYS_FILE"]
    if file is None:
        click.echo("PEER_APP_VAPID_PRIVATE_KEY is set from outside. Add this to its end, with a space between:")
        click.echo(new_vapid_key())
    else:
        try:
            add_vapid_key(file)
        except FileExistsError as error:
            sentence = f"Somebody else is adding a key right now. If that is not so, delete {error} and try again."
            raise click.ClickException(sentence) from None
    click.echo("Then start everything again: phones move to the new key as they open a page. Keep every older key.")
