"""The messages about sessions by name, and which events send which."""

from .models import SessionEvent

Kind = SessionEvent.Kind
CONFIRMATION = "session_confirmed"
REMINDER = "session_reminder"
#: For the former supervisor of a session that another one has taken over.
HANDED_OVER = "session_handed_over"

#: Events without a message of ``notifications``.
WITHOUT_NOTIFICATION = frozenset({Kind.COMPLETED, Kind.REMINDED})
#: Events that only staff is notified about.
STAFF_ONLY = frozenset({Kind.CONFLICT})
#: Events after which the visitor can't move or cancel the session any more.
ENDED = frozenset({Kind.CANCELLED, Kind.DECLINED, Kind.EXPIRED})
#: Events whose e-mail replies to the confirmation, so that mail programs show both together.
REPLIES_TO_CONFIRMATION = frozenset({Kind.MOVED, Kind.CANCELLED})
