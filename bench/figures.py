"""What a benchmark says: figures, each beside its bar, as a table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One row of the table.

    Attributes:
        met: whether the bar is met; None for a figure that only explains another.
    """

    name: str
    bar: str
    measured: str
    met: bool | None = None


def table(title, figures):
    """The figures as a table in Markdown, which docs/performance.md keeps as it is."""
    rows = [
        ("figure", "bar", "measured", "met"),
        *((each.name, each.bar, each.measured, {True: "yes", False: "NO", None: ""}[each.met]) for each in figures),
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(4)]
    lines = [f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |" for row in rows]
    lines.insert(1, f"| {' | '.join('-' * width for width in widths)} |")
    return "\n".join([f"\n{title}\n", *lines])
