"""One figure against an earlier one, and whether chance could explain the difference."""

from __future__ import annotations

import numpy as np
import pytest

from sendviz.findings.change import change_between
from tests.answers import COUNT, SHARE, STOCK, row


def test_changes_of_shares_have_limits_and_changes_of_counts_have_not():
    found = change_between(SHARE, row(x=400, n=1000), row(x=200, n=1000))
    assert (found.gap, found.verdict) == (
        pytest.approx(0.2),
        "better",
    ) and found.low < 0.2 < found.high
    assert change_between(SHARE, row(x=47, n=178), row(x=40, n=113)).verdict == "no_real_change"
    counts = change_between(STOCK, row(STOCK, 9, np.nan), row(STOCK, 5, np.nan))
    assert counts.verdict == "worse" and np.isnan(counts.low)
    assert change_between(COUNT, row(COUNT, 9, np.nan), row(COUNT, 5, np.nan)).verdict == "higher"
    assert change_between(SHARE, row(blank="not_yet_due"), row()).verdict == "not_known"
