"""The simulated ERP: customers, orders, deliveries, invoices, credits, ledger and stock."""
