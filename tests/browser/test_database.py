"""The device's database: every version that was ever out opens as today's, with what it holds."""

import pytest
from playwright.sync_api import Page

from tests.browser.van import goto, run

#: Brings a database to `version`, puts a record in, and opens it with all migrations and perhaps one more.
UPGRADE = """
async (part, { version, more }) => {
  const { MIGRATIONS, open } = await part("service_worker/database");
  const name = `test-${version}-${more}`;
  const record = { id: "1", kind: "person", epoch: "e", seq: 1, key_id: "k", sealed: "abc", made_at: "x" };
  const older = await open(name, MIGRATIONS.slice(0, version));
  await older.put("records", record);
  const epoch = await older.get("meta", "epoch");
  older.close();
  const next = (db) => db.createObjectStore("next");
  const newer = await open(name, more ? [...MIGRATIONS, next] : MIGRATIONS);
  const found = {
    version: newer.version,
    records: await newer.getAll("records"),
    epoch: (await newer.get("meta", "epoch")) === epoch && epoch.length === 36,
    stores: [...newer.objectStoreNames],
  };
  newer.close();
  return found;
}
"""


@pytest.fixture
def page(new_context, site) -> Page:
    return goto(new_context(), site, "/en/van")


def test_every_older_version_becomes_today_s_and_the_next_one(page):
    latest = run(page, "async (part) => (await part('service_worker/database')).MIGRATIONS.length")
    for version in range(1, latest + 1):
        for more in (False, True):
            found = run(page, UPGRADE, {"version": version, "more": more})
            assert found["version"] == latest + more
            assert [record["sealed"] for record in found["records"]] == ["abc"], version
            assert found["epoch"], version
            assert {"records", "receipts", "meta"} | ({"next"} if more else set()) == set(found["stores"])


def test_older_code_uses_what_newer_code_made(page):
    """While a new version waits, its pages may have brought the database further already."""
    found = run(
        page,
        """async (part) => {
             const { MIGRATIONS, open } = await part("service_worker/database");
             const next = (db) => db.createObjectStore("next");
             const newer = await open("ahead", [...MIGRATIONS, next]);
             await newer.put("records", { id: "1", sealed: "abc" });
             newer.close();
             const older = await open("ahead", MIGRATIONS);
             return (await older.getAll("records")).map(({ sealed }) => sealed);
           }""",
    )
    assert found == ["abc"]


def test_newer_code_does_not_wait_for_an_old_tab(page):
    found = run(
        page,
        """async (part) => {
             const { MIGRATIONS, open } = await part("service_worker/database");
             await open("shared", MIGRATIONS);
             const newer = await open("shared", [...MIGRATIONS, (db) => db.createObjectStore("next")]);
             return newer.version - MIGRATIONS.length;
           }""",
    )
    assert found == 1
