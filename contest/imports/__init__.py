"""Spreadsheets in: read, mapped to documented columns, validated whole, written all or none."""
