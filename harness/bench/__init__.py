"""Measures speed and memory; prints ratios against something run beside it, and asserts nothing."""
