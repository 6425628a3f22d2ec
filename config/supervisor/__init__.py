"""Runs the whole platform: prepares it, keeps its processes running, and stops them in order.

Three things run beside this process: granian with its workers, a worker for the background jobs,
and the embedded database. Each has a process group of its own, so that the terminal's Ctrl-C
reaches this process alone. When this process is killed the others notice and leave.
"""

from config.supervisor.addresses import AddressNotAvailable
from config.supervisor.serving import DEFAULT_THREADS, serve

__all__ = ["DEFAULT_THREADS", "AddressNotAvailable", "serve"]
