"""The cache, as something that may be missing.

When Valkey (or Redis) is down, reads miss and writes do nothing: every page and form still
works, only slower. After a failure it is left alone for a moment, so that a page with
twenty look-ups does not wait twenty times.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

PAUSE = 2.0  # seconds during which a failed server is not asked again
FAULTS = (RedisError, OSError)

log = structlog.get_logger(__name__)


class Breaker:
    """Remembers, for one process, that a server did not answer. Says so once, not per call."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = threading.Lock()
        self._asleep_until = 0.0
        self._is_down = False

    def is_open(self) -> bool:
        """Whether the server failed so recently that it is not to be asked."""
        return time.monotonic() < self._asleep_until

    def failed(self, fault: Exception) -> None:
        """Leave the server alone for `PAUSE` seconds."""
        with self._lock:
            self._asleep_until = time.monotonic() + PAUSE
            was_down, self._is_down = self._is_down, True
        if not was_down:
            log.warning("server_down", service=self.name, fault=type(fault).__name__)

    def worked(self) -> None:
        """The server answered."""
        if self._is_down:
            with self._lock:
                was_down, self._is_down = self._is_down, False
                self._asleep_until = 0.0
            if was_down:
                log.info("server_back", service=self.name)


_breakers: dict[str, Breaker] = {}


def breaker(address: str, name: str = "cache") -> Breaker:
    """The process's one breaker for a server (Django makes a cache object per thread)."""
    return _breakers.setdefault(f"{name} {address}", Breaker(name))


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache whose calls never fail because the server does."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = dict(params.get("OPTIONS", {}))
        # The client's own repeated tries would hold a page up for seconds.
        options.setdefault("retry", Retry(NoBackoff(), 0))
        super().__init__(server, {**params, "OPTIONS": options})
        self._breaker = breaker(str(server))

    def _try(self, call: Callable[[], Any], otherwise: Any) -> Any:
        if self._breaker.is_open():
            return otherwise
        try:
            answer = call()
        except FAULTS as fault:
            self._breaker.failed(fault)
            return otherwise
        self._breaker.worked()
        return answer

    def get(self, key, default=None, version=None):
        """The value, or `default` when it is not there or the server is not."""
        return self._try(
            lambda: super(ForgivingRedisCache, self).get(key, default, version), default
        )

    def get_many(self, keys, version=None):
        """What is there of the keys; nothing when the server is down."""
        keys = list(keys)
        return self._try(lambda: super(ForgivingRedisCache, self).get_many(keys, version), {})

    def has_key(self, key, version=None):
        """Whether the key is there; no when the server is down."""
        return self._try(lambda: super(ForgivingRedisCache, self).has_key(key, version), False)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        """Store a value, if the server is there."""
        self._try(lambda: super(ForgivingRedisCache, self).set(key, value, timeout, version), None)

    def set_many(self, data, timeout=DEFAULT_TIMEOUT, version=None):
        """Store values; the answer lists the keys that failed: all when the server is down."""
        return self._try(
            lambda: super(ForgivingRedisCache, self).set_many(data, timeout, version), list(data)
        )

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        """Store if the key is free. Says yes when the server is down: nobody waits for a lock."""
        return self._try(
            lambda: super(ForgivingRedisCache, self).add(key, value, timeout, version), True
        )

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        """Give a key new time; no when the server is down."""
        return self._try(
            lambda: super(ForgivingRedisCache, self).touch(key, timeout, version), False
        )

    def delete(self, key, version=None):
        """Remove a key; no when the server is down."""
        return self._try(lambda: super(ForgivingRedisCache, self).delete(key, version), False)

    def delete_many(self, keys, version=None):
        """Remove keys, if the server is there."""
        keys = list(keys)
        self._try(lambda: super(ForgivingRedisCache, self).delete_many(keys, version), None)

    def incr(self, key, delta=1, version=None):
        """Count up. When the server is down it answers as if this were the first count."""
        return self._try(lambda: super(ForgivingRedisCache, self).incr(key, delta, version), delta)

    def clear(self):
        """Empty the cache, if the server is there."""
        return self._try(super().clear, False)

    def ping(self) -> bool:
        """Ask the server itself, now, whatever happened before (for /readyz)."""
        try:
            answer = bool(self._cache.get_client(write=True).ping())
        except FAULTS as fault:
            self._breaker.failed(fault)
            return False
        self._breaker.worked()
        return answer

    def server_version(self) -> str:
        """The server's name and version in words, or that it does not answer."""
        try:
            told = self._cache.get_client(write=True).info("server")
        except FAULTS as fault:
            self._breaker.failed(fault)
            return "does not answer"
        if "valkey_version" in told:
            return f"Valkey {told['valkey_version']}"
        return f"Redis {told.get('redis_version', '')}"
