"""From every state of the chart an end can be reached: the table is asked, guards and all.

The walks of ``test_ticket_laws`` show the same for tickets; this shows it for the table, whatever a host lays down.
"""

from collections.abc import Iterator
from itertools import product

import pytest
from attrs import evolve

from gridgov.errors import Refused
from gridgov.tickets import LIFECYCLE

STATES = frozenset(node.id for node in LIFECYCLE.nodes)
QUICK = frozenset({"withdraw", "merge", "invalidate", "divert", "decline", "answer_now"})
"""The short ways out: a claimant who gives up, and matters that are none."""
OF_POLICY = ("silence_withdraws", "silence_accepts", "review_needed", "approval_needed")
"""The guards that a host answers once and for all."""


def ways_out(policy: dict[str, bool]) -> Iterator[tuple[str, str]]:
    """The steps that some answers of the other guards open, as the compiled table takes them; no easy way out."""
    for state, event in sorted({(edge.source, edge.event) for edge in LIFECYCLE.edges if edge.event not in QUICK}):
        edges = [edge for edge in LIFECYCLE.edges if (edge.source, edge.event) == (state, event)]
        asked = sorted({guard.name for edge in edges for guard in edge.guards} - set(policy))
        for answers in product((True, False), repeat=len(asked)):
            facts = {**policy, **dict(zip(asked, answers, strict=True))}
            table = evolve(LIFECYCLE, guards={name: (lambda facts, name=name: facts[name]) for name in facts})
            try:
                yield state, table.step(state, event, facts).target
            except Refused:
                continue


@pytest.mark.parametrize("answers", list(product((True, False), repeat=len(OF_POLICY))))
def test_on_the_table_every_state_leads_to_an_end_without_a_withdrawal(answers):
    """The guards are asked: a way that none of their answers opens is none."""
    ways = set(ways_out(dict(zip(OF_POLICY, answers, strict=True))))

    ending = {"closed"}
    while more := {source for source, target in ways if target in ending} - ending:
        ending |= more
    assert ending == STATES - {"archived"}
    assert "archived" in {edge.target for edge in LIFECYCLE.edges if edge.source == "closed"}
