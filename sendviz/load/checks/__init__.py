"""Data-quality checks: `run`, `skipped` and `spoiled` on records; `published.doubts` on figures."""

from sendviz.load.checks import active, assessment, person, plan, referral, referral_lists, request
from sendviz.load.checks.engine import run, skipped, spoiled
from sendviz.load.checks.registry import RULES, Context, Rule, context_of, rule

__all__ = [
    "RULES",
    "Context",
    "Rule",
    "active",
    "assessment",
    "context_of",
    "person",
    "plan",
    "referral",
    "referral_lists",
    "request",
    "rule",
    "run",
    "skipped",
    "spoiled",
]
