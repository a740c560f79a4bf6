"""How many of whom came how far: from the first draft to the last stage, by channel, zone or track."""
