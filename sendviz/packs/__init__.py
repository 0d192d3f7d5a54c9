"""Papers to take away: packs of panels as PDF, Word and Excel, the same bytes each time."""
