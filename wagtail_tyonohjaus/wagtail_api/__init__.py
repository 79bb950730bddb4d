"""Endpoints for Wagtail's API v2: pages, supervisors, services and offices, with what the site's pages show.

A project registers them in its ``WagtailAPIRouter``; without that, nothing is published. Import this package in the
project's URLconf only: Django REST framework needs the app registry.
"""

from .viewsets import OfficesAPIViewSet, PracticePagesAPIViewSet, ServicesAPIViewSet, SupervisorsAPIViewSet

__all__ = ["OfficesAPIViewSet", "PracticePagesAPIViewSet", "ServicesAPIViewSet", "SupervisorsAPIViewSet"]
