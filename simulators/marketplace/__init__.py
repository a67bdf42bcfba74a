"""The simulated marketplace: listings, orders, cancellations, returns and the buyers' payments."""
