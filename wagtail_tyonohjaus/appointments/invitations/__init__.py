"""Sessions as iCalendar data: invitations by e-mail (RFC 5546 and 6047) and the ``.ics`` download.

Each side receives a copy of its own, with the practice as organizer and only the recipient as attendee.

- A session is an event with the session's ``uid``.
- A series is one recurring event, with its ``series`` as UID, and each of its sessions an instance of it. Outlook,
  Google and Apple add it by one REQUEST; of several events in an e-mail, Outlook reads only the first, and it takes a
  PUBLISH for an ordinary attachment ([MS-STANOICAL], 2.2.175). Changes of one session name it by RECURRENCE-ID.
- An open group is one event for the supervisor, with ``meeting`` as UID, regardless of the number of participants.
"""
