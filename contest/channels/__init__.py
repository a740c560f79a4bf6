"""Where entries come from: lists of partners, whose teams claim their projects, and bases that recommend."""
