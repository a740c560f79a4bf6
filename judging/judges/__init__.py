"""The judges of the contest and their part in a round."""
