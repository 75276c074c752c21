"""The desktop's side of notifications (org.freedesktop.Notifications 1.2), on a private D-Bus.

Runs under Debian's own Python, which has `dbus` and `gi` (python3-dbus, python3-gi); `desktop.py` starts it.
Prints one line of JSON for each notification shown or taken away; a number and an action
on standard input click there ("default" is the notification itself, others are its buttons).
"""

import json
import sys

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

INTERFACE = "org.freedesktop.Notifications"
DISMISSED_BY_CALL = 3


class NotificationServer(dbus.service.Object):
    last = 0

    @dbus.service.method(INTERFACE, in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, _app, replaces, _icon, title, body, actions, _hints, _timeout):  # noqa: N802
        if replaces:
            shown = int(replaces)
        else:
            self.last += 1
            shown = self.last
        say(id=shown, title=str(title), body=str(body), actions=[str(action) for action in actions])
        return dbus.UInt32(shown)

    @dbus.service.method(INTERFACE, out_signature="as")
    def GetCapabilities(self):  # noqa: N802
        return ["actions", "body", "icon-static"]

    @dbus.service.method(INTERFACE, out_signature="ssss")
    def GetServerInformation(self):  # noqa: N802
        return ("tests", "tests", "1", "1.2")

    @dbus.service.method(INTERFACE, in_signature="u")
    def CloseNotification(self, shown):  # noqa: N802
        say(id=int(shown), closed=True)
        self.NotificationClosed(shown, DISMISSED_BY_CALL)

    @dbus.service.signal(INTERFACE, signature="us")
    def ActionInvoked(self, shown, action):  # noqa: N802
        pass

    @dbus.service.signal(INTERFACE, signature="uu")
    def NotificationClosed(self, shown, reason):  # noqa: N802
        pass


def say(**facts):
    print(json.dumps(facts), flush=True)


def main():
    DBusGMainLoop(set_as_default=True)
    bus, loop = dbus.SessionBus(), GLib.MainLoop()
    name = dbus.service.BusName(INTERFACE, bus)
    server = NotificationServer(name, "/org/freedesktop/Notifications")

    def click(_source, _condition):
        line = sys.stdin.readline()
        if not line:
            loop.quit()
            return False
        shown, action = line.split()
        server.ActionInvoked(dbus.UInt32(int(shown)), action)
        return True

    GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, click)
    say(ready=True)
    loop.run()


if __name__ == "__main__":
    main()
