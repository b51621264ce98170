"""The pytest plugin: scenarios as test items, and results as fixtures of tests that users write.

Everything here is loaded by pytest alone, so pytest is no dependency of the program.
"""
