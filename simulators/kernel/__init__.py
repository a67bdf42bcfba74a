"""What every simulated system stands on; it knows none of them."""
