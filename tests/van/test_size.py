"""Donated tablets and patchy signal: the van's engine stays small."""

from benchmarks.van_size import LIMIT, engine_sizes


def test_worker_modules_and_vendored_parts_fit() -> None:
    sizes = engine_sizes()
    assert {"van-worker.js", "pack.js", "idb.js", "hpke.js"} <= set(sizes)
    assert sum(sizes.values()) <= LIMIT, sizes
