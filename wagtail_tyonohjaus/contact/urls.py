"""URLs of the contact form's target, of receipts, and of alerts about crisis requests."""

from django.urls import path

from .alerts import sms_replies
from .alerts.views import AlertView
from .visitor import views

urlpatterns = [
    path("contact/send/", views.SubmitView.as_view(), name="contact_submit"),
    path("contact/received/<slug:key>/", views.receipt, name="contact_receipt"),
    path("contact/alert/<str:token>/", AlertView.as_view(), name="alert"),
    path("contact/sms-reply/", sms_replies.sms_reply, name="sms_reply"),
]
