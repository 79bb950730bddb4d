"""URLs of the contact form's target and of receipts."""

from django.urls import path

from . import views

urlpatterns = [
    path("contact/send/", views.SubmitView.as_view(), name="contact_submit"),
    path("contact/received/<slug:key>/", views.receipt, name="contact_receipt"),
]
