"""The numeric core. Nothing is imported here: its modules load numpy, scipy and scikit-learn, web workers never do."""
