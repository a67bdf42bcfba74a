"""The business rules, one file a family, one function a rule; ids are those of the rule catalogue."""
