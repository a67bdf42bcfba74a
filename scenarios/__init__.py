"""Stories of order to cash, one business rule each; run them with ``ordergate run``."""
