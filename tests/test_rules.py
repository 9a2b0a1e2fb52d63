"""Every rule's own examples, and that a rule can't be without them."""

from __future__ import annotations

import pytest

from pipeline.checking.engine import Checker
from pipeline.checking.examples import failures
from pipeline.checking.fixing import fixed
from pipeline.checking.notes import passage_for
from pipeline.config import DataFolders

CHECKER = Checker(DataFolders())
RULES = {one.rule.id: one for one in CHECKER.rules}


@pytest.mark.parametrize("rule", RULES)
def test_examples_of_the_rule_hold(rule: str) -> None:
    assert not failures(CHECKER, RULES[rule])


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_a_bad_and_a_good_example(rule: str) -> None:
    assert RULES[rule].rule.bad
    assert RULES[rule].rule.good


FIXED_BY_ANOTHER = {"M-STARS", "M-MASK"}
"""Their good examples are no masks, but Markdown's stars and ○ for 〇."""


@pytest.mark.parametrize("rule", sorted(RULES.keys() - FIXED_BY_ANOTHER))
def test_no_safe_fix_of_any_rule_touches_right_text(rule: str) -> None:
    """What one rule calls right, ``--fix`` leaves alone."""
    for example in RULES[rule].rule.good:
        passage = passage_for(example.text, CHECKER.folders, example=example)
        assert fixed(passage, CHECKER).passage.text == passage.text
