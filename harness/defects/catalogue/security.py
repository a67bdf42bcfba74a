"""Broken connectors: who may tell them something."""

from __future__ import annotations

from ..defect import Change, Defect

DEFECTS: tuple[Defect, ...] = (
    Defect(
        name="any-signature-will-do",
        family="Webhook signature not verified / wrong bytes / non-constant / no 401",
        severity=2,
        sources=("SpringShopify#17", "vercel/commerce#1392"),
        says="Takes a webhook that has a signature, whatever it signs.",
        changes=(
            Change(
                "vendors.webhooks",
                '        return hmac.compare_digest(headers.get(header, "").encode(), expected)\n',
                "        return bool(expected) and bool(headers.get(header))\n",
            ),
        ),
    ),
    Defect(
        name="signature-of-other-bytes",
        family="Webhook signature not verified / wrong bytes / non-constant / no 401",
        severity=2,
        sources=("app-template-node#680",),
        says="Checks the signature of the body without the blanks around it.",
        changes=(
            Change(
                "vendors.webhooks",
                'base64.b64encode(hmac.digest(secret.encode(), body, "sha256"))',
                'base64.b64encode(hmac.digest(secret.encode(), body.strip(), "sha256"))',
            ),
        ),
    ),
)
