"""A browser of one window a page around WebKitGTK, for WebKitWebDriver to drive, with a profile that it keeps.

MiniBrowser, which comes with the driver, forgets everything when it is driven; so nothing could start cold.
Runs under Debian's own Python, which has `gi` (python3-gi, gir1.2-webkit2-4.1); `webkit.py` has it started.
The one argument is the profile's folder.
"""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402

NAME = "MiniBrowser"  # the only one that the driver takes, unless it is told another


def open_profile(folder):
    """A context whose storage, caches and cookies are in that folder."""
    data = WebKit2.WebsiteDataManager(base_data_directory=f"{folder}/data", base_cache_directory=f"{folder}/cache")
    context = WebKit2.WebContext(website_data_manager=data)
    context.get_cookie_manager().set_persistent_storage(f"{folder}/cookies", WebKit2.CookiePersistentStorage.SQLITE)
    context.set_automation_allowed(True)
    context.connect("automation-started", on_driver)
    return context


def on_driver(context, session):
    about = WebKit2.ApplicationInfo()
    about.set_name(NAME)
    about.set_version(WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version())
    session.set_application_info(about)
    session.connect("create-web-view", lambda _: new_window(context))


def new_window(context):
    view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
    window = Gtk.Window(default_width=810, default_height=1080)
    window.add(view)
    window.show_all()
    view.connect("close", lambda _: window.destroy())
    return view


profile = open_profile(sys.argv[1])
Gtk.main()
