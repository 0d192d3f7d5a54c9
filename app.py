"""Launcher only: the ASGI app with compression, security headers, and a warm start.

The Streamlit script itself is sendviz/app/router.py: beside the launcher's `pages/` folder
Streamlit would, on a fresh server, run a page alone, without the router's filters and roles.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from sendviz.app.access import SecurityHeaders, check_start
from sendviz.app.warming import warm

ROOT = Path(__file__).resolve().parent


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    check_start()
    warm()
    # What lives as long as the server need not be looked at by any later collection.
    gc.collect()
    gc.freeze()
    yield


app = st.App(
    ROOT / "sendviz" / "app" / "router.py",
    lifespan=lifespan,
    middleware=[Middleware(GZipMiddleware, minimum_size=1000), Middleware(SecurityHeaders)],
)

if __name__ == "__main__":
    app.run()
