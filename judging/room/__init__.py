"""The panel room: a chief judge and a group's panel talk over what stands close to the cut, and vote."""
