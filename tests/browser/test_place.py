"""Choosing a place in a form fills in its name and address at once, and never what somebody typed."""

from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "static/js/place.js"
FORM = """
<form>
  <select name="place">
    <option value="">Somewhere else</option>
    <option value="1" data-address="Brixton Oval">Library</option>
    <option value="2" data-address="Norwood Road">Park</option>
  </select>
  <input name="place_name"><textarea name="address"></textarea>
</form>
"""


def test_it_fills_in_what_is_not_somebodys_own_words(chromium):
    page = chromium.new_page()
    page.set_content(FORM)
    page.add_script_tag(path=SCRIPT, type="module")

    def said():
        return [page.locator(f"[name={name}]").input_value() for name in ("place_name", "address")]

    page.select_option("[name=place]", "1")
    assert said() == ["Library", "Brixton Oval"]
    page.fill("[name=address]", "The room upstairs")
    page.select_option("[name=place]", "2")
    assert said() == ["Park", "The room upstairs"]
    page.select_option("[name=place]", "")
    assert said() == ["Park", "The room upstairs"]
    page.close()
