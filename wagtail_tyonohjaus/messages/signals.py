"""Signals about deliveries. Receivers get ``delivery``, except those of ``delivery_queued``.

``delivery_queued`` is sent after the commit that stored deliveries; errors of its receivers are logged.
``delivery_sent`` is sent after the new state is saved; errors of its receivers are logged.
``delivery_failed`` is sent inside the transaction that saves the new state, so its receivers must not raise.
"""

from django.dispatch import Signal

delivery_queued = Signal()
delivery_sent = Signal()
delivery_failed = Signal()
