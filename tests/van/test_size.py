"""Donated tablets and patchy signal: the van's engine stays small."""

from benchmarks.van_size import LIMIT, engine_sizes


def test_worker_modules_and_vendored_parts_fit() -> None:
    sizes = engine_sizes()
    assert {
        "service_worker/van-worker.js",
        "service_worker/saving.js",
        "static/vendor/idb.js",
        "static/vendor/hpke.js",
    } <= set(sizes)
    assert sum(sizes.values()) <= LIMIT, sizes
