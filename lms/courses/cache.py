"""A cache in the process's memory, bounded, that forgets what was used longest ago."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")


class LruCache(Generic[V]):
    """Values by key, together no heavier than `capacity`, as `weigh` weighs each. Safe to share between threads."""

    def __init__(self, capacity: int, weigh: Callable[[V], int] = lambda value: 1) -> None:
        self.capacity = capacity
        self.weight = 0
        self._weigh = weigh
        self._values: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """The value under `key`; when absent, `make()`'s, which is kept (two threads may both make it)."""
        with self._lock:
            found = self._values.get(key)
            if found is not None:
                self._values.move_to_end(key)
                return found[0]
        value = make()
        self._keep(key, value, self._weigh(value))
        return value

    def _keep(self, key: Hashable, value: V, weight: int) -> None:
        if weight > self.capacity:
            return
        with self._lock:
            _, former = self._values.pop(key, (None, 0))
            self._values[key] = (value, weight)
            self.weight += weight - former
            while self.weight > self.capacity:
                _, (_, freed) = self._values.popitem(last=False)
                self.weight -= freed

    def __len__(self) -> int:
        return len(self._values)
