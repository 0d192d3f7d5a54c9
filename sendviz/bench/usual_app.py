"""The usual app, to be measured against: Streamlit, whole tables in pandas, the four charts of the
backlog in plotly. It takes every date as it is written, and hides no small number.

Run by Streamlit; SENDVIZ_DB names the file. Its filters have the names of the app's own.
"""

from __future__ import annotations

import os

import duckdb
import numpy as np
import pandas as pd
import plotly.express as px
import streamlit as st

PERIODS = {"12 months": 12, "6 months": 6, "3 months": 3, "1 month": 1}
LEFT = ("issued", "no_plan_told", "withdrawn_on")


@st.cache_data
def table(name: str) -> pd.DataFrame:
    """A whole table of the file."""
    with duckdb.connect(os.environ["SENDVIZ_DB"], read_only=True) as connection:
        return connection.table(name).df()


def chosen(label: str, key: str, options: list[str]) -> str:
    """What the address asks for, or another choice."""
    asked = st.query_params.get(key, options[0])
    return st.selectbox(label, options, index=options.index(asked))


@st.cache_data
def requests() -> pd.DataFrame:
    """Every request with its locality, and the day on which it was over."""
    places = table("area_member").merge(table("area")[["area_id", "name"]], on="area_id")
    places = places[places["scheme"] == "locality"][["district", "name"]]
    found = table("request").merge(places, on="district")
    return found.assign(left=found[list(LEFT)].min(axis=1))


def open_on(found: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Who was in the process on a day."""
    return found[(found["received"] <= day) & ~(found["left"] <= day)]


councils = table("council").merge(table("coverage"), on="la_code").set_index("short_name")
council = councils.loc[chosen("Council", "council", sorted(councils.index))]
ends = pd.date_range(council["first_day"], council["data_date"], freq="ME")[::-1]
day_names = {f"{day.day} {day:%B %Y}": day for day in ends}
as_at = day_names[chosen("As at", "as_at", list(day_names))]
months = PERIODS[chosen("Period", "period", list(PERIODS))]
names = table("area").query("scheme == 'locality' and la_code == @council.la_code")["name"]
asked = [each for each in st.query_params.get_all("area") if each in set(names)]
areas = st.multiselect("Localities", list(names), default=asked)
held = requests()
held = held[held["la_code"] == council["la_code"]]
held = held[held["name"].isin(areas)] if areas else held

last = pd.date_range(end=as_at, periods=48, freq="ME")
queue = pd.DataFrame({"month": last, "open": [len(open_on(held, day)) for day in last]})
flow = pd.DataFrame(
    {
        name: held[column].dt.to_period("M").value_counts().sort_index().tail(48)
        for name, column in (("came", "received"), ("left", "left"))
    }
)
flow.index = flow.index.to_timestamp()
here = open_on(held, as_at)
weeks = (as_at - here["received"]).dt.days // 7
late = here.assign(band=pd.cut(weeks, [-1, 6, 16, 20, 30, 52, 999]).astype(str))
start = as_at - pd.DateOffset(months=months)
over = held[(held["received"] <= as_at) & ~(held["left"] <= start)]
waited = ((over["left"].fillna(as_at) - over["received"]).dt.days // 7).clip(0, 104)
still = 1 - np.cumsum(np.bincount(waited.astype(int), minlength=105)) / max(len(waited), 1)

st.title("Who is still waiting?")
st.metric("In the process", len(here))
left_side, right_side = st.columns(2)
left_side.plotly_chart(px.line(queue, x="month", y="open", title="The queue"))
right_side.plotly_chart(px.line(flow, title="Came and left"))
left_side.plotly_chart(px.histogram(late, x="band", color="name", title="How long"))
right_side.plotly_chart(px.line(y=still, title="Still waiting by week"))
st.dataframe(late.groupby(["name", "band"]).size().unstack(fill_value=0))
