"""The warehouse: stock by site and condition, picks, packs, parcels, receipts, inspections."""
