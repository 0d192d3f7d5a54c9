import pytest

from sendviz import simulate


@pytest.fixture(scope="session")
def made():
    """The four simulated deliveries by council code."""
    return {each.la_code: each for each in simulate.deliveries()}
