"""Signal receivers of the records' histories."""

from .history.changes import erase_values_with
from .models import Approach, Office, Service, Supervisor, WorkField

erase_values_with(Approach, Office, Service, Supervisor, WorkField)
