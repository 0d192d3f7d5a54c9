"""Data-quality checks: `run`, `skipped` and `spoiled` on records; `published.doubts` on figures."""

from sendviz.load.checks import assessment, child, person, plan, referral, request
from sendviz.load.checks.rules import RULES, Context, Rule, context_of, rule, run, skipped, spoiled

__all__ = [
    "RULES",
    "Context",
    "Rule",
    "assessment",
    "child",
    "context_of",
    "person",
    "plan",
    "referral",
    "request",
    "rule",
    "run",
    "skipped",
    "spoiled",
]
