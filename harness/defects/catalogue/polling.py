"""Broken connectors: lists that are not read to their end, or from the wrong place."""

from __future__ import annotations

from ..defect import Change, Defect

DEFECTS: tuple[Defect, ...] = (
    Defect(
        name="stops-at-a-short-page",
        family="Stops after first page / drops last page",
        severity=1,
        sources=("airbyte#9001", "ALAppExtensions#27535"),
        says="Takes the first page of a list for all of it.",
        changes=(
            Change(
                "vendors.paging",
                "        if not following or (following == mark and not rows):\n",
                "        if rows or not following:\n",
            ),
            Change("vendors.paging", "    if pages <= 1:\n", "    if pages:\n"),
        ),
    ),
    Defect(
        name="last-page-left-out",
        family="Stops after first page / drops last page",
        severity=1,
        sources=("airbyte#9001", "ALAppExtensions#27535"),
        says="Reads the pages of a list from the first to the last but one.",
        changes=(
            Change(
                "vendors.paging",
                "for number in range(pages, 0, -1):",
                "for number in range(pages - 1, 0, -1):",
            ),
        ),
    ),
    Defect(
        name="later-than-the-last-reading",
        family="Cursor boundary: > instead of >=, equal timestamps, coarse granularity",
        severity=1,
        sources=("airbyte#14732",),
        says="Asks for what changed after the last reading began, and misses what becomes visible late.",
        changes=(Change("polls", "str(max(0, began_us - self._overlap_us))", "str(began_us + 1)"),),
    ),
    Defect(
        name="local-time-called-utc",
        family="Time-zone / DST / date-only cursor",
        severity=1,
        sources=("airbyte#48492", "airbyte#79653"),
        says="Writes the local time of a store into its cursor as if it were UTC.",
        changes=(
            Change(
                "times",
                "return moment(at_us).astimezone(ZoneInfo(zone)).isoformat()",
                'return moment(at_us).astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat() + "Z"',
            ),
        ),
    ),
    Defect(
        name="looks-back-an-hour",
        family="Look-back window shorter than outage",
        severity=1,
        sources=("ecommerce_integrations#379",),
        says="Never asks for what changed more than an hour ago, however long a system was away.",
        changes=(
            Change(
                "polls",
                "            reading = await feed.read(feed.cursor)\n",
                "            since = feed.cursor\n"
                "            if since.isdigit() and len(since) > 12:\n"
                "                since = str(max(int(since), began_us - 3600 * SECOND_US))\n"
                "            reading = await feed.read(since)\n",
            ),
        ),
    ),
    Defect(
        name="goes-on-after-a-failed-reading",
        family="Cursor advanced past failed records",
        severity=1,
        sources=("accounted#1442", "mc-magento2#195"),
        says="Moves its cursor on also when a list could not be read.",
        changes=(
            Change(
                "polls",
                "            reading = await feed.read(feed.cursor)\n",
                "            try:\n"
                "                reading = await feed.read(feed.cursor)\n"
                "            except OrdergateError:\n"
                "                if feed.cursor.isdigit() and len(feed.cursor) > 12:\n"
                "                    feed.cursor = str(began_us)\n"
                "                raise\n",
            ),
        ),
    ),
)
