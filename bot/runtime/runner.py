"""Runs a trained graph without dask: the order of the nodes is worked out once, then each turn is a plain loop.

Rasa's DaskGraphRunner rebuilds and schedules a graph three times a turn, which cost more than half of an idle turn.
"""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage


class PlainGraphRunner(GraphRunner):  # type: ignore[misc]
    """Rasa's `GraphRunner`, one node after the other."""

    def __init__(
        self,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> None:
        self._schema = graph_schema
        self._nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        self._orders: dict[tuple[str, ...], list[str]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> PlainGraphRunner:
        return cls(graph_schema, model_storage, execution_context, hooks)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Run the nodes that the targets need; answers the output of each target by name."""
        wanted = tuple(targets or self._schema.target_names)
        outputs = dict(inputs or {})
        if clash := outputs.keys() & self._nodes.keys():
            raise GraphRunError(f"Inputs are named like nodes of the graph: {', '.join(sorted(clash))}.")
        for name in self._order(wanted):
            needs = [(need, outputs[need]) for need in self._schema.nodes[name].needs.values()]
            _, outputs[name] = self._nodes[name](*needs)
        return {name: outputs[name] for name in wanted}

    def _order(self, targets: tuple[str, ...]) -> list[str]:
        if targets not in self._orders:
            nodes = self._schema.minimal_graph_schema(list(targets)).nodes
            sorter = TopologicalSorter(
                {name: [need for need in node.needs.values() if need in nodes] for name, node in nodes.items()}
            )
            self._orders[targets] = list(sorter.static_order())
        return self._orders[targets]
