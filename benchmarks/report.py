"""What a run says: figures per step, use of the machine, and the resource that was saturated first; as data and as a table."""

import os
import platform
from collections import Counter
from dataclasses import dataclass
from math import ceil
from typing import Any

from benchmarks.client import STEPS, Sample

SATURATED = 0.85
"""A resource that is busy for this share of the time holds back the rest."""
DISK = 0.25


@dataclass(frozen=True)
class Use:
    """Shares of the machine during a run; CPU figures are cores (1.0 is one core all the time), None when unknown."""

    cores: int
    processes: int
    app: float | None
    worker: float | None
    database: float | None
    client: float
    machine: float | None
    disk_wait: float | None
    app_cpu_seconds: float | None
    app_peak_mb: float | None
    worker_peak_mb: float | None

    @property
    def others(self) -> float | None:
        """Cores taken by programs that are no part of the run."""
        if self.machine is None:
            return None
        ours = sum(value or 0.0 for value in (self.app, self.worker, self.database, self.client))
        return max(0.0, self.machine - ours)


@dataclass(frozen=True)
class Run:
    """One database's run."""

    database: str
    learners: int
    elapsed: float
    flows: int
    samples: list[Sample]
    errors: list[tuple[str, str]]
    use: Use


def percentile(values: list[float], percent: float) -> float:
    """The nearest-rank percentile of at least one value."""
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]


def steps_of(run: Run) -> list[dict[str, Any]]:
    """A row for each step of the path, in its order; figures are None for a step that never succeeded."""
    errors = Counter(step for step, _ in run.errors)
    return [_step(name, [one for one in run.samples if one.step == name], errors[name]) for name in STEPS]


def _step(name: str, samples: list[Sample], errors: int) -> dict[str, Any]:
    row: dict[str, Any] = {"step": name, "requests": len(samples), "errors": errors}
    times, cpu = [one.ms for one in samples], [one.cpu_ms for one in samples]
    statements, sizes = [float(one.statements) for one in samples], [float(one.size) for one in samples]
    figures = {"p50": (times, 50), "p95": (times, 95), "p99": (times, 99), "cpu_p50": (cpu, 50)}
    figures |= {"sql_p50": (statements, 50), "sql_max": (statements, 100), "bytes": (sizes, 100)}
    for key, (values, percent) in figures.items():
        row[key] = round(percentile(values, percent), 2) if values else None
    return row


def as_data(run: Run) -> dict[str, Any]:
    """Everything that the table shows."""
    requests = len(run.samples)
    return {
        "database": run.database,
        "learners": run.learners,
        "seconds": round(run.elapsed, 2),
        "flows": run.flows,
        "flows_per_second": round(run.flows / run.elapsed, 2),
        "requests": requests,
        "requests_per_second": round(requests / run.elapsed, 2),
        "sql_per_request": round(sum(one.statements for one in run.samples) / max(1, requests), 2),
        "errors": dict(Counter(f"{step}: {what}" for step, what in run.errors)),
        "steps": steps_of(run),
        "use": vars(run.use),
        "saturated": saturated(run.use),
    }


def saturated(use: Use) -> str:
    """The resource that was exhausted first, as far as these figures tell."""
    if use.app is not None and use.app >= SATURATED * min(use.processes, use.cores):
        return f"the app's Python interpreter ({use.processes} process, one core each)"
    if use.machine is not None and use.machine >= SATURATED * use.cores:
        foreign = (use.others or 0.0) >= use.cores / 2
        return "the machine's cores" + (", most of them taken by other programs" if foreign else "")
    if use.disk_wait is not None and use.disk_wait >= DISK * use.cores:
        return "the disk"
    return "none of processor and disk: requests waited for locks or for the client"


def _cell(value: Any) -> str:
    return "-" if value is None else f"{value:g}" if isinstance(value, int) else f"{value:.1f}"


COLUMNS = ("requests", "p50", "p95", "p99", "cpu_p50", "sql_p50", "sql_max", "bytes", "errors")
HEADS = ("requests", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "SQL", "SQL max", "bytes", "errors")
WHOLE = {"sql_p50", "sql_max", "bytes"}


def as_table(run: Run) -> str:
    """The run as people read it."""
    data = as_data(run)
    lines = [
        f"{run.database}: {run.learners} learners without pauses, {run.elapsed:.1f} s",
        "",
        f"{'step':<14}" + "".join(f"{head:>10}" for head in HEADS),
    ]
    for row in data["steps"]:
        cells = [int(row[key]) if key in WHOLE and row[key] is not None else row[key] for key in COLUMNS]
        lines.append(f"{row['step']:<14}" + "".join(f"{_cell(cell):>10}" for cell in cells))
    lines += [
        "",
        _totals(data, len(run.errors)),
        *_use_lines(run.use),
        f"saturated first: {data['saturated']}",
        *(f"error, {count} times: {what}" for what, count in data["errors"].items()),
    ]
    return "\n".join(lines)


def _totals(data: dict[str, Any], errors: int) -> str:
    speed = f"flows/s {data['flows_per_second']}   requests/s {data['requests_per_second']}"
    return f"{speed}   SQL per request {data['sql_per_request']}   errors {errors}"


def _use_lines(use: Use) -> list[str]:
    cores = {"app": use.app, "worker": use.worker, "database": use.database, "client": use.client}
    cores |= {"other programs": use.others, "waiting for the disk": use.disk_wait}
    parts = [f"{name} {value:.2f}" for name, value in cores.items() if value is not None]
    lines = [f"cores used, of {use.cores}: {', '.join(parts)}"]
    if use.app_peak_mb is not None:
        worker = f", worker {use.worker_peak_mb:.0f} MB" if use.worker_peak_mb else ""
        lines.append(
            f"app CPU {use.app_cpu_seconds or 0:.1f} s; peak memory: app process {use.app_peak_mb:.0f} MB{worker}"
        )
    return lines


def machine_class() -> str:
    """The class of the machine, without its name."""
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
