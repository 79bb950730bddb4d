"""Charts and tables of the admin, and the pages that show them."""
