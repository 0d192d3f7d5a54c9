"""Everything shared that calls Streamlit: who is looking, filters, panels, tables, words on the
frame."""
