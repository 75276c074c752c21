"""Where messages may be sent: a subscription can name any address it likes."""

import pytest

from peer_app.push import endpoints
from tests.push_service import ReceiverKeys

EXTRA = ("http://127.0.0.1:8001",)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://FCM.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com:443/fcm/send/abc",
        "https://fcm.googleapis.com/wp/abc:APA91b_-x",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://a.b.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://" + "a" * 63 + ".push.apple.com/abc",
        "https://wns2-by3p.notify.windows.com/w/?token=abc",
        "http://127.0.0.1:8001/push/abc",
    ],
)
def test_known_push_services_are_accepted(endpoint):
    assert endpoints.is_acceptable(endpoint, EXTRA)


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "abc",
        "https://",
        "https:///abc",
        "http://fcm.googleapis.com/fcm/send/abc",
        "ftp://fcm.googleapis.com/fcm/send/abc",
        "//fcm.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com:8443/fcm/send/abc",
        "https://fcm.googleapis.com:0/fcm/send/abc",
        "https://fcm.googleapis.com:99999/fcm/send/abc",
        "https://fcm.googleapis.com:x/fcm/send/abc",
        # other doors of the same host
        "https://fcm.googleapis.com/v1/projects/x/messages:send",
        "https://fcm.googleapis.com/fcm/send",
        "https://fcm.googleapis.com/fcm/send/",
        "https://fcm.googleapis.com/fcm/send/../../v1/projects/x/messages:send",
        "https://fcm.googleapis.com/fcm/send/%2e%2e/%2e%2e/v1",
        "https://fcm.googleapis.com/wp/..",
        "https://fcm.googleapis.com//wp/abc",
        # names that no resolver takes
        "https://" + "a" * 64 + ".push.apple.com/abc",
        "https://" + "a." * 121 + "push.apple.com/abc",
        "https://xn--a.push.apple.com/abc",
        "https://a.xn--a.push.apple.com/abc",
        # label borders
        "https://evilfcm.googleapis.com/fcm/send/abc",
        "https://a.fcm.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com.evil.example/fcm/send/abc",
        "https://evilpush.apple.com/abc",
        "https://push.apple.com/abc",
        "https://.push.apple.com/abc",
        "https://a..push.apple.com/abc",
        "https://web.push.apple.com./abc",
        "https://notify.windows.com.evil.example/abc",
        # more than one way to read it
        "https://user@fcm.googleapis.com/fcm/send/abc",
        "https://user:word@fcm.googleapis.com/fcm/send/abc",
        "https://@fcm.googleapis.com/fcm/send/abc",
        "https://evil.example\\@fcm.googleapis.com/fcm/send/abc",
        "https://evil.example/@fcm.googleapis.com",
        "https://evil.example?.push.apple.com",
        "https://evil.example#.push.apple.com",
        "https://fcm.googleapis.com\n.evil.example/fcm/send/abc",
        " https://fcm.googleapis.com/fcm/send/abc",
        "https://fcm。googleapis.com/fcm/send/abc",
        "https://ﬁ.push.apple.com/abc",
        "https://a_b.push.apple.com/abc",
        # inside
        "https://127.0.0.1/abc",
        "https://[::1]/abc",
        "https://localhost/abc",
        "https://169.254.169.254/latest/meta-data",
        # extra origins are exact
        "http://127.0.0.1/abc",
        "http://127.0.0.1:8002/abc",
        "https://127.0.0.1:8001/abc",
        "http://localhost:8001/abc",
        "http://user@127.0.0.1:8001/abc",
        "http://127.0.0.1:8001.evil.example/abc",
        "https://fcm.googleapis.com/fcm/send/" + "x" * 2048,
    ],
)
def test_everything_else_is_refused(endpoint):
    assert not endpoints.is_acceptable(endpoint, EXTRA)


def test_a_key_is_a_point_on_the_curve():
    good = ReceiverKeys.new().p256dh
    assert endpoints.is_point(good)
    assert endpoints.is_point(good + "=")
    assert not endpoints.is_point("")
    assert not endpoints.is_point(good[:-2])
    assert not endpoints.is_point("B" + "A" * 86)
    assert not endpoints.is_point("!" * 87)
    assert not endpoints.is_point("é" * 87)


def test_a_secret_has_sixteen_bytes():
    assert endpoints.is_secret("BTBZMqHH6r4Tts7J_aSIgg")
    assert endpoints.is_secret("BTBZMqHH6r4Tts7J_aSIgg==")
    assert not endpoints.is_secret("BTBZMqHH6r4Tts7J_aSI")
    assert not endpoints.is_secret("BTBZMqHH6r4Tts7J_aSIgggg")
    assert not endpoints.is_secret("~" * 22)
