"""What the ERP does where the trade leaves a choice."""

from __future__ import annotations

from ..kernel.policy import Policy
from ..kernel.pricing import PRICE_PRECEDENCE

SUBSTITUTE_PRICE = Policy(
    "erp.substitute_price",
    ("original", "lower"),
    "what a customer pays when another item ships: the agreed price, or the list price where it is lower",
)

REMAINDER = Policy(
    "erp.remainder",
    ("backorder", "complete"),
    "After the first delivery that people make of a line, does the rest stay open, or is it cancelled?",
)
"""SAP's partial-delivery indicator: blank leaves the rest open, A makes the item complete.

http://help.sap.com/saphelp_46c/helpdata/en/dd/5607f4545a11d1a7020000e829fd11/content.htm
"""

RETURN_RESTOCK = Policy(
    "erp.return_restock",
    ("inspected", "refund"),
    "Of returns that people inspect here, is what they found sellable sold again, or all that is credited?",
)
"""WooCommerce's API restocks what is refunded unless told not to; Shopify asks for each line.

https://shopify.dev/docs/api/admin-graphql/latest/enums/RefundLineItemRestockType
"""

UNDER_DELIVERY = Policy(
    "erp.under_delivery", ("close", "keep_open"),
    "what becomes of the rest of a line when people sent as much as its under-delivery tolerance asks",
)  # fmt: skip

OVER_DELIVERY = Policy(
    "erp.over_delivery", ("bill", "free"),
    "whether units delivered beyond what was ordered are billed at the line's price",
)  # fmt: skip

PRICE_APPROVAL = Policy(
    "erp.price_approval", ("trusted", "authority"),
    "whether quoted prices are taken as they are, or held unless somebody with the authority granted them",
)  # fmt: skip
"""DriveWorks' sales portal has a discount limit for each user, beyond which a line needs an approval.

https://docs.driveworkspro.com/Topic/CPQSalesPortal-DiscountAdministration
"""

FREIGHT_BILLING = Policy(
    "erp.freight_billing", ("first_invoice", "pro_rata"),
    "whether freight is billed whole on an order's first invoice, or on each for its share of the goods",
)  # fmt: skip
"""Magento bills shipping on the first invoice, whatever else is still to be sent.

https://github.com/magento/magento2/issues/26286
"""

PRICE_END = Policy(
    "erp.price_end", ("inclusive", "exclusive"),
    "Does a price still count on the day that is named as its last, or is it over when that day begins?",
)  # fmt: skip
"""Not even vendors' pages agree: https://github.com/MicrosoftDocs/dynamics365smb-docs/issues/921"""

TAX_ROUNDING = Policy(
    "erp.tax_rounding", ("line", "document"),
    "how a total with tax is split: each line is rounded, or the net of each rate once for the order",
)  # fmt: skip
"""Business Central calls the second Document: VAT is calculated once for each VAT identifier.

https://learn.microsoft.com/en-us/dynamics365/business-central/finance-setup-vat
"""

CREDIT_EXPOSURE = Policy(
    "erp.credit_exposure", ("orders", "items"),
    "what counts against a credit limit besides an order itself: all that is open, or only goods sent",
)  # fmt: skip
"""SAP splits exposure into a static part (open items and deliveries) and a dynamic one, the open orders.

https://help.sap.com/saphelp_globext607_10/helpdata/en/93/74382d546011d1a7020000e829fd11/content.htm
"""

CREDIT_CHECK = Policy(
    "erp.credit_check", ("order", "delivery"),
    "whether an order beyond the credit limit is held as it is entered, or deliveries of people are refused",
)  # fmt: skip
"""SAP checks sales documents and, apart, deliveries, which an error keeps from being saved.

https://www.sapdatasheet.org/abap/cus0/simg_cfmenuolsdovad.html
"""

DUPLICATES = Policy(
    "erp.duplicates", ("recognised", "taken"),
    "whether a document that is sent again under its reference is recognised, or is taken for another one",
)  # fmt: skip
"""NetSuite refuses a second record of an external id; SAP's APIs have no such thing of themselves.

https://cdn.cdata.com/help/DNM/odbc/RSBNetSuite_p_UseUpserts.htm
https://knowledgelib.io/business/erp-integration/duplicate-detection-natural-keys/2026
"""
RECOGNISED = DUPLICATES.choices[0]

POLICIES: tuple[Policy, ...] = (
    REMAINDER,
    RETURN_RESTOCK,
    SUBSTITUTE_PRICE,
    UNDER_DELIVERY,
    OVER_DELIVERY,
    PRICE_APPROVAL,
    FREIGHT_BILLING,
    PRICE_PRECEDENCE,
    PRICE_END,
    TAX_ROUNDING,
    CREDIT_EXPOSURE,
    CREDIT_CHECK,
    DUPLICATES,
)
"""All of them, in the order in which they are listed."""
