"""Small charts, made on the server: SVG that takes its colours from the page, in the light and in the dark."""

from collections.abc import Sequence

from markupsafe import Markup, escape

_BAR, _GAP, _HEIGHT = 8, 2, 48  # in the chart's own units


def columns(numbers: Sequence[int], name: str) -> Markup:
    """A column for each number; `name` tells screen readers what they would see."""
    step, most = _BAR + _GAP, max([1, *numbers])
    width = len(numbers) * step - _GAP
    bars = Markup("").join(
        Markup('<rect class="measure" x="{}" y="{}" width="{}" height="{}"/>').format(
            index * step, _HEIGHT - tall, _BAR, tall
        )
        for index, number in enumerate(numbers)
        if (tall := round(number / most * _HEIGHT) or (1 if number else 0))
    )
    return Markup(
        '<svg class="chart" role="img" aria-label="{name}" viewBox="0 0 {width} {height}" preserveAspectRatio="none">'
        '<path class="ground" d="M0 {height}h{width}"/>{bars}</svg>'
    ).format(name=escape(name), width=width, height=_HEIGHT, bars=bars)


def bar(share: float) -> Markup:
    """One bar, `share` (0 to 1) of the width: beside a number that says the same, so it has no name."""
    return Markup(
        '<svg class="share-bar" aria-hidden="true" focusable="false" viewBox="0 0 100 8" preserveAspectRatio="none">'
        '<rect class="track" width="100" height="8"/><rect class="measure" width="{}" height="8"/></svg>'
    ).format(round(100 * max(0.0, min(1.0, share)), 1))
