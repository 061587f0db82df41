"""Paste an article, see its map: `streamlit run streamlit_app.py`."""

import streamlit as st

import geomap

st.title("Who holds what")
sample = "On 20 November 2020 Azerbaijan's army captured Aghdam district."
text = st.text_area("Article", sample)
if text.strip():
    result = geomap.run(geomap.article(text, "pasted"))
    st.iframe(geomap.map(result).frame(), height=740)
    st.image(geomap.figure(result, chart=True).png())
