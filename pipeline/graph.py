"""The line as a LangGraph graph, and nothing else: each node is one step, each step a pure function below it."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict

from pipeline.drafting import Written
from pipeline.types import Brief, Document, Exemplar, FactReport, Finding, Plan, PlannedSection


@dataclass(frozen=True)
class Steps:
    """What each node of the line does; the caller binds model, store and run."""

    plan: Callable[[Brief], Plan]
    exemplars: Callable[[Plan, PlannedSection], tuple[Exemplar, ...]]
    section: Callable[[Plan, PlannedSection, tuple[Exemplar, ...]], Written]
    document: Callable[[Plan, list[Written]], Document]
    findings: Callable[[Plan, Document], tuple[tuple[FactReport, ...], tuple[Finding, ...]]]


class LineState(TypedDict, total=False):
    brief: Brief
    plan: Plan
    sections: Annotated[list[Written], operator.add]
    document: Document
    facts: tuple[FactReport, ...]
    findings: tuple[Finding, ...]


class SectionState(TypedDict):
    plan: Plan
    section: PlannedSection


def run_line(brief: Brief, steps: Steps) -> LineState:
    """notes → facts → plan → exemplars → section drafts → findings → repaired sections → document.

    Sections run side by side; how many calls are in flight is the gateway's affair (LangGraph's max_concurrency
    would starve its own writes). Nothing is checkpointed here: a run resumes from its folder, by the hash of requests.
    """
    from langgraph.graph import END, START, StateGraph
    from langgraph.types import Send

    def plan(state: LineState) -> LineState:
        return {"plan": steps.plan(state["brief"])}

    def fan_out(state: LineState) -> list[Any]:
        return [Send("section", {"plan": state["plan"], "section": s}) for s in state["plan"].sections]

    def section(state: SectionState) -> LineState:
        exemplars = steps.exemplars(state["plan"], state["section"])
        return {"sections": [steps.section(state["plan"], state["section"], exemplars)]}

    def document(state: LineState) -> LineState:
        order = {s.id: i for i, s in enumerate(state["plan"].sections)}
        written = sorted(state["sections"], key=lambda w: order[w.draft.id])
        return {"document": steps.document(state["plan"], written)}

    def findings(state: LineState) -> LineState:
        facts, found = steps.findings(state["plan"], state["document"])
        return {"facts": facts, "findings": found}

    graph: Any = StateGraph(LineState)
    for node in (plan, section, document, findings):
        graph.add_node(node.__name__, node)
    graph.add_edge(START, "plan")
    graph.add_conditional_edges("plan", fan_out, ["section"])
    graph.add_edge("section", "document")
    graph.add_edge("document", "findings")
    graph.add_edge("findings", END)
    state: LineState = graph.compile().invoke({"brief": brief, "sections": []})
    return state
