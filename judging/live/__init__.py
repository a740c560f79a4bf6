"""The live final: order drawn, timer, scores shown on the spot."""
