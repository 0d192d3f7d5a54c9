"""How small a number may be told, of whom: one declaration for counting, words and screens."""

BASE = 5
HIDDEN_BELOW = {"standard": 5, "nhs": 8}
LEAST_DENOMINATOR = 20
LONGEST_STEP_DAYS = 140
