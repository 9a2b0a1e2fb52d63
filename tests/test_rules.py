"""Every rule's own examples, and that a rule can't be without them."""

from __future__ import annotations

import pytest

from pipeline.checking.engine import Checker
from pipeline.checking.examples import failures
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
