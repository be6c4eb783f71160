"""Count requests and their durations by route, for Prometheus; nothing about people or reports."""

from prometheus_client import CollectorRegistry, Counter, Histogram

_UNMEASURED = ("/healthz", "/metrics")  # asked by machines every few seconds, which would drown the others
_LABELS = ("method", "handler", "status")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class RequestCounters:
    """The counters of one app."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "http_requests", "Requests by method, route and status.", _LABELS, registry=self.registry
        )
        self._seconds = Histogram(
            "http_request_duration_seconds",
            "Seconds from the first byte of a request to the last of its answer.",
            _LABELS[:2],
            buckets=_SECONDS,
            registry=self.registry,
        )

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request; `route` is its template, never the address itself."""
        if route.endswith(_UNMEASURED):
            return
        self._requests.labels(method, route, f"{status // 100}xx").inc()
        self._seconds.labels(method, route).observe(seconds)
