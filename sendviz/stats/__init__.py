"""Statistics as pure functions: plain numbers in, small frozen results out.

Formulas, constants and their sources stand in ``domain/peers-and-statistics.md`` section 4.
"""
