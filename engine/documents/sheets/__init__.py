"""Spreadsheets of any maker read as what their cells show, and written so that nothing in them runs."""
