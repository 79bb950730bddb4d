"""Signals between parts about deliveries. Projects use those of ``wagtail_tyonohjaus.signals``.

``delivery_queued`` is sent after the commit that stored deliveries, without arguments; errors of its receivers are
logged. ``failure_stored`` has the argument ``delivery`` and is sent inside the transaction that stores that it has
failed, so its receivers must not raise.
"""

from django.dispatch import Signal

delivery_queued = Signal()
failure_stored = Signal()
