"""Which investor is likely to back a company: features of past deals and a model trained only on the past of a day."""
