"""The engine's own documents, which no vendor's form can change.

Who owns what: the marketplace owns customers, orders, cancellations, returns and payment entries;
the ERP owns items, prices, invoices and credit memos; the warehouse owns shipments, shortages,
inspections and movements of stock; whoever promises stock (OMS, else ERP) owns what is available.
"""
