from allauth.account.views import logout

from django.urls import include, path

from . import views

urlpatterns = [
    path("accounts/", views.account, name="account"),
    path("accounts/", include("allauth.urls")),
    # These come before Wagtail's own patterns for the same addresses: there is one door, not three.
    path("admin/login/", views.the_one_door),
    path("admin/logout/", logout),
    path("_util/login/", views.the_one_door),
]
