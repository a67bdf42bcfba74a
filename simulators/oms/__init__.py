"""The simulated order management system."""
