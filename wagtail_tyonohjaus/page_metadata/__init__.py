"""What search engines and social media read: titles, descriptions, pictures, breadcrumbs and structured data.

The functions take any Wagtail page, so that templates of a site's own page types can use them, too.
"""
