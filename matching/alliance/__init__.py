"""The venture alliance: investors apply, the office vets."""
