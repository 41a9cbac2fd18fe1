"""A workflow drawn as a mermaid state diagram, with or without "you are here"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.workflow import Workflow


def mermaid(
    workflow: Workflow, lang: str = "th", *, gates: Mapping[str, Sequence[str]], here: str | None = None
) -> str:
    """Mermaid text: forward moves, the nearest return from each stage, ``here`` marked.

    ``gates`` gives the ids to print on the way into a stage, as the rule set has them.
    """
    return "\n".join(_lines(workflow, lang, gates, here)) + "\n"


def _lines(workflow: Workflow, lang: str, gates: Mapping[str, Sequence[str]], here: str | None) -> Iterator[str]:
    yield "stateDiagram-v2"
    yield "    direction LR"
    for stage in workflow.stages:
        yield f'    state "{stage.label[lang]}" as {stage.name}'
    yield f"    [*] --> {workflow.opening}"
    for move in workflow.moves:
        if move.back:
            continue
        gate = ", ".join(gates.get(move.target, ()))
        yield f"    {move.source} --> {move.target}: {move.label[lang]}" + (f" [{gate}]" if gate else "")
    for source in dict.fromkeys(m.source for m in workflow.moves if m.back):
        back = [m for m in workflow.moves if m.back and m.source == source]
        nearest = max(back, key=lambda m: workflow.position(m.target))
        yield f"    {source} --> {nearest.target}: ↩ {nearest.label[lang]}"
    for stage in workflow.stages:
        if stage.final:
            yield f"    {stage.name} --> [*]"
    if here is not None:
        yield "    classDef here fill:#206bc4,color:#ffffff,font-weight:bold"
        yield f"    class {here} here"
