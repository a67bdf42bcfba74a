"""What vendors promise, as data and pure checks."""
