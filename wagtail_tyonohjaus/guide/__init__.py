"""The user guide in the admin: short pages for each role, in Finnish, Swedish and English.

The texts are Markdown files in ``texts/<language>/<role>/<page>.md``; ``docs/conf.py`` publishes the same files.
"""
