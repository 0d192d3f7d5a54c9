"""Words, numbers, dates, signs and marks that every panel is made of."""
