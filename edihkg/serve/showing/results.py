"""Everything that a page shows of one answer, decided together. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from edihkg.serve.showing.drawings import Chart, Ground, RegionMap, draw_chart, draw_regions
from edihkg.serve.showing.shown import Naming, Shown, show
from edihkg.serve.showing.tables import Table


@dataclass(frozen=True, slots=True)
class Results:
    """What a page shows of an answer."""

    table: Shown
    rows: int
    is_whole: bool
    truth: bool | None
    chart: Chart | None
    regions: RegionMap | None


def show_results(
    table: Table,
    naming: Naming,
    ground: Ground,
    *,
    descriptions: Mapping[str, str] | None = None,
    asked: Collection[str] = (),
) -> Results:
    """Decide what of an answer is written and drawn; aggregates get bars, lists of hubs maps."""
    regions = draw_regions(table, ground, asked=asked)
    chart = None if "hub" in table.columns else draw_chart(table, naming, asked=asked)
    return Results(
        show(table, naming, descriptions=descriptions, asked=asked),
        len(table.rows),
        table.is_whole,
        table.truth,
        chart,
        regions,
    )
