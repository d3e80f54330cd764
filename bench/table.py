"""The rows of the table: medians of the rounds, Korkwand's ratio to each peer, what is asked and aimed at."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench.measure import Sample
from bench.programs import ALL, Korkwand, Program

Target = tuple[float, float]  # at least, aim
SUBJECT = Korkwand.name
LABEL_WIDTH, COLUMN_WIDTH = 47, 15


@dataclass(frozen=True)
class Row:
    """One figure; `ratios` are asked against a peer, `limit` of Korkwand alone.

    An indented label says that the figure comes from the same load as the row above it.
    """

    key: str
    label: str
    digits: int = 0
    ratios: dict[str, Target] = field(default_factory=dict)
    limit: float | None = None

    @property
    def more_is_better(self) -> bool:
        """Rates want to be high, everything else low."""
        return "/s" in self.label


ROWS = (
    Row("edits_64", "edits/s to 30 sockets, 64 in flight", ratios={"relay": (1, 2), "ordinary": (15, 30)}),
    Row("cpu_64", "  server CPU per edit, µs", ratios={"relay": (0.7, 0.45)}),
    Row("edits_16", "edits/s to 30 sockets, 16 in flight"),
    Row("cpu_16", "  server CPU per edit, µs"),
    Row("cpu_rights", "16 in flight, viewers do not see all: CPU, µs"),
    Row("alone", "one edit alone to the last of 30, ms", digits=2, ratios={"relay": (2.5, 1.5)}),
    Row("alone_cpu", "  server CPU for it, µs"),
    Row("delivery", "1,000 sockets: server CPU per delivery, µs", digits=1, ratios={"relay": (1.0, 0.7)}),
    Row("crowd", "  one message to the last of them, ms", digits=1),
    Row("delivery_rights", "1,000 sockets, viewers do not see all: CPU, µs", digits=1),
    Row("get", "GET of 1,000 cards: server CPU, ms", digits=2, ratios={"ordinary": (0.05, 0.01)}),
    Row("get_browser", "  the same, compression accepted, ms", digits=2, ratios={"ordinary": (0.05, 0.01)}),
    Row("load", "10,000 cards: load after a restart, ms", limit=300),
    Row("first_get", "  first GET then, ms"),
)


class Table:
    """All samples of a run."""

    def __init__(self, programs: list[type[Program]]) -> None:
        self.programs = [program for program in ALL if program in programs]
        self.samples: dict[tuple[str, str], list[Sample]] = defaultdict(list)

    def add(self, program: str, sample: Sample) -> None:
        """Take in one sample."""
        self.samples[sample.row, program].append(sample)

    def values(self, row: Row, program: str) -> list[float]:
        """The figures of the rounds, in their order."""
        return [sample.value for sample in self.samples[row.key, program]]

    def ratio(self, row: Row, peer: str) -> float | None:
        """Median of Korkwand's ratio to a peer, taken round by round."""
        pairs = zip(self.values(row, SUBJECT), self.values(row, peer), strict=False)  # a peer may lack a row
        ratios = [own / other for own, other in pairs if other]
        return median(ratios) if ratios and peer != SUBJECT else None

    def mean_of(self, row: Row, program: str, name: str) -> float | None:
        """Mean over the rounds of something else a sample knows."""
        known = [getattr(sample, name) for sample in self.samples[row.key, program]]
        return sum(known) / len(known) if known and known[0] is not None else None

    def text(self) -> str:
        """The table for reading."""
        head = " " * LABEL_WIDTH + "".join(f"{program.label:>{COLUMN_WIDTH}}" for program in self.programs)
        return "\n".join([head, *(line for row in ROWS for line in self._lines(row))])

    def _lines(self, row: Row) -> Iterator[str]:
        names = [program.name for program in self.programs]
        lists = [self.values(row, name) for name in names]
        if not any(lists):
            return
        yield line(row.label, [number(median(values), row.digits) if values else "" for values in lists])
        if any(len(values) > 1 for values in lists):
            yield line("    lowest to highest", [spread(values, row.digits) for values in lists])
        if any(self.ratio(row, name) for name in names if self.values(row, SUBJECT)):
            yield line("    Korkwand against it", [times(self.ratio(row, name)) for name in names])
        if row.ratios or row.limit:
            yield line("    at least (aim)", [self._verdict(row, name) for name in names])
        if not row.label.startswith(" ") and self.mean_of(row, names[-1], "client_share") is not None:
            shares = [self.mean_of(row, name, "client_share") for name in names]
            yield line("    load client, share of a core", [percent(share) for share in shares])
            others = [self.mean_of(row, name, "others_share") for name in names]
            yield line("    everything else on the machine", [percent(share) for share in others])
            sizes = [self.mean_of(row, name, "delivery_bytes") for name in names]
            yield line("    bytes per delivery", [plain(size) for size in sizes])

    def _verdict(self, row: Row, name: str) -> str:
        own = self.values(row, SUBJECT)
        if name == SUBJECT and row.limit:
            return f"{row.limit:g}" + ("" if not own else " ok" if median(own) <= row.limit else " missed")
        if name not in row.ratios:
            return ""
        least, aim = row.ratios[name]
        ratio = self.ratio(row, name) if own else None
        if ratio is None:
            return f"{least:g} ({aim:g})"
        reached = ratio >= least if row.more_is_better else ratio <= least
        return f"{least:g} ({aim:g})" + (" ok" if reached else " missed")

    def data(self) -> list[dict[str, Any]]:
        """The table for programs: every sample, medians and ratios."""
        return [self._row_data(row) for row in ROWS]

    def _row_data(self, row: Row) -> dict[str, Any]:
        measured = {program.name: self.samples[row.key, program.name] for program in self.programs}
        figures = {
            name: {
                "median": median(self.values(row, name)),
                "rounds": self.values(row, name),
                "client_share": self.mean_of(row, name, "client_share"),
                "others_share": self.mean_of(row, name, "others_share"),
                "delivery_bytes": self.mean_of(row, name, "delivery_bytes"),
            }
            for name, samples in measured.items()
            if samples
        }
        ratios = {name: self.ratio(row, name) for name in figures if SUBJECT in figures and name != SUBJECT}
        targets = {name: {"at_least": least, "aim": aim} for name, (least, aim) in row.ratios.items()}
        return {
            "row": row.key, "label": row.label.strip(), "programs": figures,
            "ratios": ratios, "targets": targets, "limit": row.limit,
        }  # fmt: skip


def line(label: str, cells: list[str]) -> str:
    """One line of the table."""
    return f"{label:<{LABEL_WIDTH}}" + "".join(f"{cell:>{COLUMN_WIDTH}}" for cell in cells)


def number(value: float, digits: int) -> str:
    """A figure with its row's decimals."""
    return f"{value:,.{digits}f}"


def spread(values: list[float], digits: int) -> str:
    """Smallest and largest of the rounds."""
    return f"{number(min(values), digits)}–{number(max(values), digits)}" if values else ""


def times(ratio: float | None) -> str:
    """A ratio with three significant digits."""
    return "" if ratio is None else f"{ratio:.3g}×"


def percent(share: float | None) -> str:
    """A share in per cent."""
    return "" if share is None else f"{share:.0%}"


def plain(value: float | None) -> str:
    """A whole number."""
    return "" if value is None else f"{value:,.0f}"
