"""Assignment: across all winners of a season, who is proposed to whom when places are few."""
