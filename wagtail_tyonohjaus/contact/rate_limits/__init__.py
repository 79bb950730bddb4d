"""Limits on what one network, or all of them, may cause: submissions per hour and crisis alerts per hour."""
