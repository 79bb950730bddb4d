"""URLs of the pages of availability, below ``tyonohjaus/availability/``."""

from django.urls import path

from . import day, load, office, weeks

app_name = "tyonohjaus_availability"

urlpatterns = [
    path("", weeks.mine, name="mine"),
    path("office/", office.OfficeView.as_view(), name="office"),
    path("load/", load.LoadView.as_view(), name="load"),
    path("<int:pk>/", weeks.WeeksView.as_view(), name="weeks"),
    path("<int:pk>/undo/", day.undo, name="undo"),
    path("<int:pk>/<str:date>/", day.DayView.as_view(), name="day"),
]
