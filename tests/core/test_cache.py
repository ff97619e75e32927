"""The cache with its server there, gone, stuck and back."""

import time
from urllib.parse import urlsplit, urlunsplit

import pytest

from core import cache as cache_module
from core.cache import PAUSE, ForgivingRedisCache
from tests.faults.gate import Gate


@pytest.fixture
def gate(settings):
    parts = urlsplit(settings.REDIS_URL)
    with Gate(parts.hostname, parts.port or 6379) as gate:
        yield gate


@pytest.fixture
def cache(settings, gate):
    parts = urlsplit(settings.REDIS_URL)
    password = f":{parts.password}@" if parts.password else ""
    address = urlunsplit(parts._replace(netloc=f"{password}127.0.0.1:{gate.port}"))
    made = ForgivingRedisCache(
        address, {"OPTIONS": dict(settings.CACHES["default"]["OPTIONS"]), "KEY_PREFIX": "test"}
    )
    made.clear()
    yield made
    made.close()
    for pool in made._cache._pools.values():
        pool.disconnect()


def seconds(call) -> float:
    begun = time.monotonic()
    call()
    return time.monotonic() - begun


def wake(cache) -> None:
    """The pause after a failure is over."""
    cache._breaker._asleep_until = 0.0


def test_keeps_and_counts(cache):
    cache.set("a", {"x": 1})
    assert cache.get("a") == {"x": 1}
    assert cache.add("lock", 1) is True
    assert cache.add("lock", 1) is False
    assert cache.incr("lock") == 2
    cache.set_many({"b": 2, "c": 3})
    assert cache.get_many(["b", "c", "d"]) == {"b": 2, "c": 3}
    assert cache.delete("b") is True
    assert "b" not in cache
    with pytest.raises(ValueError, match="not found"):
        cache.incr("nowhere")
    assert cache.ping() is True
    assert cache.server_version().split()[0] in {"Valkey", "Redis"}


def test_every_call_works_while_the_server_is_gone(cache, gate):
    cache.set("a", 1)
    gate.shut()
    for _ in range(2):  # asked in vain, then not asked at all
        assert cache.get("a", "otherwise") == "otherwise"
        assert cache.get_many(["a"]) == {}
        assert cache.has_key("a") is False
        assert cache.set("a", 2) is None
        assert cache.set_many({"a": 2}) == ["a"]
        assert cache.add("a", 2) is True
        assert cache.touch("a") is False
        assert cache.delete("a") is False
        assert cache.delete_many(["a"]) is None
        assert cache.incr("a", 3) == 3
        assert cache.get_or_set("a", "made") == "made"
        assert cache.clear() is False
    assert cache.ping() is False
    assert cache.server_version() == "does not answer"


def test_stuck_server_holds_a_page_up_once(cache, gate):
    """Twenty look-ups of a page wait for half a second together, not ten."""
    gate.silence()
    assert seconds(lambda: [cache.get("a") for _ in range(20)]) < 1.5


def test_is_used_again_once_it_is_back(cache, gate):
    cache.set("a", 1)
    gate.shut()
    assert cache.get("a") is None
    gate.open()
    assert cache.get("a") is None  # within the pause nobody looks
    wake(cache)
    assert cache.get("a") == 1
    assert PAUSE <= 2


def test_says_once_that_it_is_gone_and_once_that_it_is_back(cache, gate, caplog):
    gate.shut()
    for _ in range(3):
        cache.get("a")
        wake(cache)
    gate.open()
    cache.get("a")
    cache.get("a")
    said = [record.msg["event"] for record in caplog.records if record.name == "core.cache"]
    assert said == ["server_down", "server_back"]


def test_threads_of_a_process_share_what_they_know(settings):
    first = cache_module.breaker("redis://127.0.0.1:1/0")
    assert first is cache_module.breaker("redis://127.0.0.1:1/0")
    assert first is not cache_module.breaker("redis://127.0.0.1:1/0", "broker")
