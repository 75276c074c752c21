"""Why a record is kept aside: the word in the database, and the sentence for a coordinator."""

from flask_babel import lazy_gettext as _l

BROKEN = "broken"
UNKNOWN_KEY = "unknown-key"
NOT_OPENED = "not-opened"
OTHER_BYTES = "other-bytes"
UNKNOWN_KIND = "unknown-kind"
NOT_UNDERSTOOD = "not-understood"
NO_YES = "no-yes"
NOT_THE_LAST = "not-the-last"
TOO_FAR_OFF = "too-far-off"
OTHER_EPOCH = "other-epoch"
SET_ASIDE = "set-aside"
NOT_STORED = "not-stored"

REASONS = {
    BROKEN: _l("It came without what every record has: a kind, a number, a time and sealed bytes."),
    UNKNOWN_KEY: _l("It was sealed with a key this server does not have. Bring the key back, then try again."),
    NOT_OPENED: _l("It could not be opened. Its bytes or its number changed on the way."),
    OTHER_BYTES: _l("Another record with the same number came first, and says something else."),
    UNKNOWN_KIND: _l("This version does not know what it is. Update the app, then try again."),
    NOT_UNDERSTOOD: _l("It opened, but what it says is not written the way this version expects."),
    NO_YES: _l("It came without the person’s yes to “You may keep this”, so nothing of it is shown."),
    NOT_THE_LAST: _l("It says to scrap a record that was not the last one saved there. Nothing was taken away."),
    TOO_FAR_OFF: _l("The day it names is more than a year away."),
    OTHER_EPOCH: _l("It says that another tablet made it. What one tablet sends never counts as another’s."),
    SET_ASIDE: _l("It came from a tablet after that was lost. Until you take it in, it counts nowhere."),
    NOT_STORED: _l("It was understood, but the database did not take it. Try again."),
}
