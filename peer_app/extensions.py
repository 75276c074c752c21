"""The Flask extensions, made once and bound to the app in `create_app`."""

from typing import TYPE_CHECKING

from flask_babel import Babel
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase
from werkzeug.wrappers import Response

from peer_app.core.client_networks import client_network


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can find it again on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# What people told us never stands in an error message, and so in no log.
db = SQLAlchemy(model_class=Base, engine_options={"pool_pre_ping": True, "hide_parameters": True})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class SessionLogin(LoginManager):
    """Signs in for the session only.

    There is no "remember me" cookie; looking for one would read the session on every page, and
    public pages have nothing to do with a session. How long a session lasts is the database's to say.
    """

    session_protection = None

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


login_manager = SessionLogin()
csrf = CSRFProtect()
babel = Babel()
limiter = Limiter(client_network)
