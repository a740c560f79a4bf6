"""What a round leaves for auditors, as spreadsheets: every score sheet, or everything they ask for."""
