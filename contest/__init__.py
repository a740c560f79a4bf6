"""The foundation and the contest itself: people, organisations, seasons, teams, projects, bases, nominations."""
