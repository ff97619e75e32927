"""The outbox: a message is a row first, written with its cause; a worker hands it over.

Never twice silently, never missed silently. Use `queue_message` inside a service.
"""

from core.outbox.queue import queue_message

__all__ = ["queue_message"]
