"""复赛直通车: nominations of projects by bases."""
