"""What other parts may want to know about a message. Receivers get ``delivery``.

``delivery_sent`` comes after the message's new state is stored, and an error of a receiver's is logged.
``delivery_dead`` is sent inside the transaction that stores it, which its receivers share: they must not raise.
"""

from django.dispatch import Signal

delivery_sent = Signal()
delivery_dead = Signal()
