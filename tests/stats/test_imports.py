"""The room stays light: nothing slow at the start of the app, nothing of other rooms."""

import subprocess
import sys
from pathlib import Path

import sendviz.stats

MODULES = sorted(
    path.stem
    for path in Path(sendviz.stats.__file__).parent.glob("*.py")
    if path.stem != "__init__"
)
FOREIGN = ("pandas", "duckdb", "streamlit", "plotly", "statsmodels", "scipy.stats")


def test_importing_every_module_brings_in_nothing_slow_or_foreign():
    code = (
        f"import sys\nfor name in {MODULES}: __import__('sendviz.stats.' + name)\n"
        f"print([name for name in {FOREIGN} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
    assert "survival" in MODULES and "spc" in MODULES
