"""Household lists from spreadsheets: read, interpreted, joined and merged, before anything is recorded."""
