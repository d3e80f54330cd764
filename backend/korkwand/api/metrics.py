"""/metrics in the format of Prometheus, if the operator wants it: figures only, no ids and no names."""

from collections.abc import Iterable

from fastapi import FastAPI, Request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.responses import Response

from korkwand.live.boards import LiveBoards

TEXT = "text/plain; version=0.0.4; charset=utf-8"


class BoardFigures(Collector):
    """Reads the figures when they are asked for."""

    def __init__(self, boards: LiveBoards) -> None:
        self._boards = boards

    def collect(self) -> Iterable[Metric]:
        """All metrics of this process."""
        loaded, counts = self._boards.loaded(), self._boards.store.counts
        yield GaugeMetricFamily("korkwand_boards", "Boards in memory.", len(loaded))
        yield GaugeMetricFamily("korkwand_sockets", "Open sockets.", sum(len(b.room.listeners) for b in loaded))
        yield CounterMetricFamily("korkwand_turns", "Turns committed.", counts.turns)
        yield CounterMetricFamily("korkwand_events", "Events committed here.", counts.events)
        yield CounterMetricFamily("korkwand_refused", "Edits refused.", counts.refused)


def install(app: FastAPI) -> None:
    """Serve /metrics."""

    async def metrics(request: Request) -> Response:
        registry = CollectorRegistry()
        registry.register(BoardFigures(request.app.state.doors.boards))
        return Response(generate_latest(registry), media_type=TEXT)

    app.add_route("/metrics", metrics, methods=["GET"], include_in_schema=False)
