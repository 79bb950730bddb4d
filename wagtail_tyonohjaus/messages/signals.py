"""What other parts may want to know about a message; sent inside the transaction that stores it.

Receivers get ``delivery``. They must not raise: what they write shares the message's transaction.
"""

from django.dispatch import Signal

delivery_sent = Signal()
delivery_dead = Signal()
