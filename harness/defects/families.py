"""The kinds of real connector bug, as they are told in public trackers, and which cannot be shown yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Family:
    """A kind of bug; ``sources`` are reports of it, ``needs`` is what has to exist before it can be shown."""

    name: str
    area: str
    sources: str
    needs: str = ""


FAMILIES = (
    Family(
        "Duplicate create on redelivery (no business key)",
        "Delivery and ordering",
        "ShopifySharp#919, ps_checkout#1548, laravel-shopify#130",
    ),
    Family("Duplicate create after ambiguous timeout", "Delivery and ordering", "openlinker#3369, dshop#898"),
    Family(
        "Check-then-act race (webhook + poll, two workers)",
        "Delivery and ordering",
        "openlinker#906, odoo#1062, openlinker#1917",
    ),
    Family("Dedupe marker written before the durable effect", "Delivery and ordering", "dubinc/dub#4427"),
    Family(
        "Acknowledge before persist (200 on failure)",
        "Delivery and ordering",
        "vets-who-code#1200, wave-sync#231",
    ),
    Family(
        "Stale event overwrites newer state",
        "Delivery and ordering",
        "woocommerce#27066, statamic-cargo#195",
    ),
    Family(
        "Relies on events only; change without event never seen",
        "Delivery and ordering",
        "openlinker#1460, woocommerce#26851",
    ),
    Family("Unmapped topic/event type silently dropped", "Delivery and ordering", "openlinker#902"),
    Family(
        "Subscription removed / feed expired, nobody notices",
        "Delivery and ordering",
        "woocommerce#8876, laravel-shopify#58, VTEX feed 4 days",
    ),
    Family("Echo loop / ping-pong", "Delivery and ordering", "mc-woocommerce#1290, Eshopbox#333"),
    Family(
        "Stops after first page / drops last page",
        "Polling and paging",
        "airbyte#9001, ALAppExtensions#27535",
    ),
    Family(
        "Cursor boundary: > instead of >=, equal timestamps, coarse granularity",
        "Polling and paging",
        "airbyte#14732",
    ),
    Family("Time-zone / DST / date-only cursor", "Polling and paging", "airbyte#48492, #79653, #43953"),
    Family("Look-back window shorter than outage", "Polling and paging", "ecommerce_integrations#379"),
    Family(
        "Cursor advanced past failed records",
        "Polling and paging",
        "mc-magento2#195 (inverse), accounted#1442",
    ),
    Family(
        "Poison message blocks the queue / batch",
        "Failure handling, limits, auth",
        "mc-magento2#195, Dolibarr#718",
    ),
    Family(
        "Permanent error retried without end",
        "Failure handling, limits, auth",
        "woocommerce-admin#4263, Eshopbox#333",
    ),
    Family(
        "Transient error treated as permanent",
        "Failure handling, limits, auth",
        "wave-sync#231, mws-api#99",
    ),
    Family(
        "Rate limit ignored / no backoff / Retry-After ignored",
        "Failure handling, limits, auth",
        "jlevers#477, sp-api-models#1537",
    ),
    Family(
        "Success code with error body (200+errors, THROTTLED, 207)",
        "Failure handling, limits, auth",
        "shopify-api-js#431, Shopify/cli#8317",
    ),
    Family(
        "One bad item fails the batch; or partial batch counted as full",
        "Failure handling, limits, auth",
        "BCApps#8396, saleor#8963",
    ),
    Family(
        "Token expires mid batch / refresh race",
        "Failure handling, limits, auth",
        "ecommerce_integrations#442, airbyte#13660",
    ),
    Family("Stuck 'in progress' never picked up again", "Failure handling, limits, auth", "taxjar#133"),
    Family(
        "No replay, or replay not idempotent",
        "Failure handling, limits, auth",
        "openlinker#450, wave-sync#144",
    ),
    Family(
        "External id not scoped by store/account",
        "Identity, mapping, master data",
        "opencart-module#125, craftcms#3391, magento2#33457",
    ),
    Family(
        "SKU normalisation: zeros, case, blanks, slash, rename, reuse",
        "Identity, mapping, master data",
        "magmi#529, Eshopbox#368, sync-java#132",
    ),
    Family(
        "Unmapped SKU mapped to default/dropped line instead of quarantine",
        "Identity, mapping, master data",
        "WooCommerceConnector#80, erpnext#35097",
    ),
    Family("Discontinued/deleted item stays sellable", "Identity, mapping, master data", "openlinker#1689"),
    Family(
        "Unknown status or enum crashes or defaults wrongly",
        "Identity, mapping, master data",
        "Bricksync#52, Shopify status enum growth",
    ),
    Family(
        "Number/locale/precision parsing (comma, float, zero-decimal)",
        "Identity, mapping, master data",
        "OFN#10461, nopCommerce#1037, datashift#60",
    ),
    Family(
        "Overwrites fields owned by the other system",
        "Identity, mapping, master data",
        "erpnext#11884, openlinker#1066",
    ),
    Family(
        "Customer duplicated or merged wrongly",
        "Identity, mapping, master data",
        "b2c-crm-sync#204, openlinker#3369",
    ),
    Family(
        "Any shipment completes the whole order",
        "Quantity, shipment, cancellation",
        "magento2#40167, b2b-buyer-portal#923",
    ),
    Family(
        "Partial shipments withheld until complete",
        "Quantity, shipment, cancellation",
        "ecommerce_integrations#207, vendure#2191",
    ),
    Family("Last partial does not close", "Quantity, shipment, cancellation", "kommerce-core#15"),
    Family("Line-level shipped quantity not propagated", "Quantity, shipment, cancellation", "filaops#726"),
    Family(
        "Backorder lost on short pick",
        "Quantity, shipment, cancellation",
        "stock-logistics-warehouse#616, stock-logistics-workflow#495",
    ),
    Family(
        "Cancellation not propagated / not detected",
        "Quantity, shipment, cancellation",
        "openlinker#1460, odoo#204540, 3pl_central#3",
    ),
    Family(
        "Order edit after export ignored or applied on wrong field",
        "Quantity, shipment, cancellation",
        "aiku#2518, mechanic-tasks#7, BCApps#10462",
    ),
    Family(
        "Kit/bundle explosion wrong (parent+child counted, partial kit)",
        "Quantity, shipment, cancellation",
        "magento2#19069, inventory#1246",
    ),
    Family(
        "Over/under-shipment tolerance ignored",
        "Quantity, shipment, cancellation",
        "purchase-workflow#642, SAP docs",
    ),
    Family(
        "UoM conversion missing or inverted",
        "Quantity, shipment, cancellation",
        "metasfresh#6985, BCApps#11607",
    ),
    Family(
        "Catch weight billed at nominal / counted in weight",
        "Quantity, shipment, cancellation",
        "D365/AX docs",
    ),
    Family(
        "MOQ / multiple / max not enforced or rounds silently",
        "Quantity, shipment, cancellation",
        "StockUp#157, Shopify B2B quantity rules",
    ),
    Family("Duplicate label or shipment", "Quantity, shipment, cancellation", "openlinker#1917"),
    Family(
        "ASN wrong grain (per order, pack count multiplied, wrong number)",
        "Quantity, shipment, cancellation",
        "metasfresh#18259, #20665, #15154",
        "an EDI partner",
    ),
    Family(
        "Absolute push ignores open reservations / in-flight sales",
        "Inventory",
        "magento2#25696, inventory#2330",
    ),
    Family(
        "Committed subtracted twice (or never)",
        "Inventory",
        "ALAppExtensions#27413, noreservations module",
    ),
    Family("Reservation not released on cancel/edit", "Inventory", "terp-operator#287, inventory#1887"),
    Family("Cancelled fulfilment does not restore reservation", "Inventory", "medusa#11703, vendure#1250"),
    Family("No atomic allocation - oversell", "Inventory", "saleor#5334, inventory#2727"),
    Family(
        "Double decrement (order + shipment, or two systems)",
        "Inventory",
        "stock-locations-for-woocommerce#43, inventory#2330, medusa#3034",
    ),
    Family(
        "Unavailable or planned stock published as available",
        "Inventory",
        "ALAppExtensions#18694, Shopify unavailable states",
    ),
    Family("Stale publication / no buffer", "Inventory", "openlinker#1844, #1498"),
    Family(
        "WMS adjustment/receipt/cycle count not mirrored",
        "Inventory",
        "EDI 947/944 docs], openlinker#1498",
    ),
    Family(
        "Captured/overridden price replaced by target price list",
        "Price, discount, tax, charges",
        "openlinker#895, odoo#288956, account-invoicing#2433",
    ),
    Family(
        "Override accepted without authority, reason or audit",
        "Price, discount, tax, charges",
        "integration guides], sale-workflow#4317",
    ),
    Family(
        "Contract/customer price ignored, list price used",
        "Price, discount, tax, charges",
        "magento2#35757, sale-workflow#4381, v2#1389",
    ),
    Family(
        "Wrong precedence between competing agreements",
        "Price, discount, tax, charges",
        "spree#14661, BC best price",
    ),
    Family(
        "Price sync partial or stale yet green",
        "Price, discount, tax, charges",
        "ALAppExtensions#27535, BCApps#8739",
    ),
    Family(
        "Header discount lost or applied on wrong base",
        "Price, discount, tax, charges",
        "ecommerce_integrations#154, #215, saleor#14880",
    ),
    Family(
        "Rounding policy mismatch (line vs total, unrounded unit price)",
        "Price, discount, tax, charges",
        "PrestaShop#36369, l10n-spain#5059, odoo#7541",
    ),
    Family(
        "Tax inclusive/exclusive swapped; unknown rate = 0",
        "Price, discount, tax, charges",
        "openlinker#2829, #2052, erpnext#52333",
    ),
    Family(
        "Currency label or amount set wrong (shop vs presentment)",
        "Price, discount, tax, charges",
        "openlinker#2277, crm#111, BCApps#4829",
    ),
    Family(
        "Charge, fee, gift card, deposit omitted from order or payment",
        "Price, discount, tax, charges",
        "erpnext#24114, OpenCart#145, openlinker#898",
    ),
    Family(
        "Freight or fee billed on every split",
        "Invoice, payment, matching, credit",
        "split-order#9, spree#5417, magento2#26286",
    ),
    Family(
        "Invoiced more than (or before) shipped",
        "Invoice, payment, matching, credit",
        "aiku#2518, etendo#1106",
    ),
    Family(
        "Invoice or capture in spite of cancel / before acceptance",
        "Invoice, payment, matching, credit",
        "openlinker#1596, mirakl#50",
    ),
    Family(
        "Three-way match by-passed or mis-linked",
        "Invoice, payment, matching, credit",
        "etendo#1106/#1158, adempiere#3462, erpnext#46239",
        "purchase orders of the company itself",
    ),
    Family(
        "Credit limit not enforced or wrong exposure",
        "Invoice, payment, matching, credit",
        "erpnext#33967, SerpentCS#523, Ciot#31",
    ),
    Family(
        "Held/unpaid/fraud-review order released",
        "Invoice, payment, matching, credit",
        "paypal-woocommerce#880, mollie/PrestaShop#346",
    ),
    Family(
        "Payment terms / due date lost or defaulted",
        "Invoice, payment, matching, credit",
        "known from practice",
    ),
    Family(
        "Return not synced / reverse flow one-way",
        "Returns and refunds",
        "ecommerce_integrations#397, #225",
    ),
    Family(
        "Returns restock non-sellable goods",
        "Returns and refunds",
        "woocommerce#20114, Shopify dispositions",
    ),
    Family(
        "Refund by list price instead of paid share",
        "Returns and refunds",
        "sonata#177, solidus#512, PrestaShop#42502",
    ),
    Family(
        "Refund above captured / repeatable",
        "Returns and refunds",
        "shopp#3205, SmartStore#1348, erpnext#58313",
    ),
    Family(
        "External refund not registered / flips status",
        "Returns and refunds",
        "OFN#5449, stripe_official#159, mollie/Shopware#65",
    ),
    Family("Shipping/tax refund wrong", "Returns and refunds", "RefundPlugin#252/#110, BCApps#4829"),
    Family("Exchange mis-booked", "Returns and refunds", "solidus#3527, BCApps#8554"),
    Family(
        "855 sent before validation/pricing, or status always IA",
        "EDI",
        "sp-api-docs#1654; public change requests on early 855",
        "an EDI partner",
    ),
    Family(
        "997 missing/duplicate/wrong version; reject not acted on",
        "EDI",
        "bots#366, EDIFACT.NET#61",
        "an EDI partner",
    ),
    Family(
        "860/865 change applied blindly, out of sequence or to shipped lines",
        "EDI",
        "UNECE/X12 docs",
        "an EDI partner",
    ),
    Family(
        "Webhook signature not verified / wrong bytes / non-constant / no 401",
        "Security and privacy",
        "SpringShopify#17, vercel/commerce#1392, app-template-node#680",
    ),
    Family(
        "Personal data or secrets in logs, DLQ, error texts",
        "Security and privacy",
        "woocommerce#19914, wcpay#7549, praxiszeit#129",
        "a look into the log of the connector",
    ),
    Family(
        "No TLS check / credential in URL / over-broad scope",
        "Security and privacy",
        "vercel/commerce#1392, integration guides",
        "systems behind TLS",
    ),
)
"""Every kind, by area."""
