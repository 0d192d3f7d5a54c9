"""Statistics as pure functions: plain numbers in, small frozen results out.

Formulas, constants and their sources stand with each function.
"""
