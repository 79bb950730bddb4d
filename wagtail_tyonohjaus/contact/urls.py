from django.urls import path

from . import views

urlpatterns = [
    path("contact/send/", views.SubmitView.as_view(), name="contact_submit"),
    path("contact/received/<str:key>/", views.receipt, name="contact_receipt"),
]
