import pytest

from sendviz import simulate


@pytest.fixture(scope="session")
def made():
    """The four simulated deliveries of EHC records by council code."""
    found = simulate.deliveries()
    return {each.la_code: each for each in found if each.layout == "simulated"}
