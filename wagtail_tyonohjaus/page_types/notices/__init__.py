"""Crisis notices beside their page: form, admin, banner, feed and reminders."""
