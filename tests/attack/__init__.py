"""The joint attack on public view: one system of whole-number equations and inequalities for all
that is told of a council."""
