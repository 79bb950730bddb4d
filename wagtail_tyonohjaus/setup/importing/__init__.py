"""The import of records from spreadsheets: read, compared with what is stored, shown, and then written as a whole."""
