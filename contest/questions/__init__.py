"""Questions of teams to the contest office, and the answers."""
