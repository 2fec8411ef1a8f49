"""What ids in the files refer to: it must exist, and nothing may wait for itself."""

from collections.abc import Mapping, Sequence

from lms.authoring.reading import Reading, Use
from lms.courses.document import Module

Graph = Mapping[str, Sequence[tuple[str, Use | None]]]


def check_links(reading: Reading, modules: Sequence[Module], *, is_whole: bool) -> None:
    """Note locks that wait for each other and, when every module could be read, unknown objectives and unknown locks."""
    goals = {id_ for space, id_ in reading.claimed if space == "objective"}
    for use in reading.objectives:
        if is_whole and use.target not in goals:
            reading.note(use.place, "objective.unknown", id=use.target)
    known = {id_ for space, id_ in reading.claimed if space == "item"}
    for use in reading.requires:
        if is_whole and use.target not in known:
            reading.note(use.place, "requires.unknown", id=use.target)
    _check_cycles(reading, _graph(reading, modules, known))


def _graph(reading: Reading, modules: Sequence[Module], known: set[str]) -> Graph:
    """Who waits for whom: an item for its locks and for those of its module, a module for its items.

    Two nodes stand for a module: `open <id>`, its locks, and `<id>`, finished.
    """
    graph: dict[str, list[tuple[str, Use | None]]] = {}
    for module in modules:
        opening = f"open {module.id}"
        graph.setdefault(opening, [])
        graph[module.id] = [(opening, None), *((item.id, None) for item in module.items)]
        for item in module.items:
            graph[item.id] = [(opening, None)]
    names = {module.id for module in modules}
    for use in reading.requires:
        node = f"open {use.by}" if use.by in names else use.by
        if use.target in known and use.target in graph and node in graph:
            graph[node].append((use.target, use))
    return graph


def _check_cycles(reading: Reading, graph: Graph) -> None:
    """Depth first, without recursion; each lock that closes a circle is noted once."""
    done: set[str] = set()
    for start in graph:
        if start not in done:
            _walk(reading, graph, start, done)


def _walk(reading: Reading, graph: Graph, start: str, done: set[str]) -> None:
    trail: list[tuple[str, Use | None]] = [(start, None)]
    pending = [iter(graph[start])]
    on_trail = {start: 0}
    while pending:
        step = next(pending[-1], None)
        if step is None:
            pending.pop()
            node, _ = trail.pop()
            done.add(node)
            del on_trail[node]
        elif step[0] in on_trail:
            _note_cycle(reading, [*trail[on_trail[step[0]] + 1 :], step])
        elif step[0] not in done:
            on_trail[step[0]] = len(trail)
            trail.append(step)
            pending.append(iter(graph[step[0]]))


def _note_cycle(reading: Reading, steps: Sequence[tuple[str, Use | None]]) -> None:
    locks = [use for _, use in steps if use is not None]
    if locks:
        chain = " → ".join([*(use.by for use in locks), locks[0].by])
        reading.note(locks[0].place, "requires.circle", chain=chain)
