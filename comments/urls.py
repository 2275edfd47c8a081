from django.urls import path

from . import correction_views, decision_views, mine_views, reading, views

app_name = "comments"
urlpatterns = [
    path("<int:pk>/", views.permalink, name="permalink"),
    path("<int:pk>/edit/", reading.edit, name="edit"),
    path("<int:pk>/helpful/", reading.helpful, name="helpful"),
    path("<int:pk>/report/", reading.report, name="report"),
    path("<int:pk>/withdraw/", reading.withdraw, name="withdraw"),
    path("helpful/", reading.vote, name="vote"),
    path("write/<int:story_pk>/", views.write, name="write"),
    path("sent/<int:story_pk>/", views.sent, name="sent"),
    path("correction/<int:story_pk>/", correction_views.correction, name="correction"),
    path("correction/sent/<uuid:submission>/", correction_views.correction_sent, name="correction_sent"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("letters/", mine_views.letters, name="letters"),
    path("letters/stop/<str:token>/", mine_views.stop_letters, name="stop_letters"),
    path("close-account/", mine_views.close_account, name="close_account"),
    path("account-closed/", mine_views.account_closed, name="account_closed"),
    path("mine/", mine_views.mine, name="mine"),
    path("mine/by-mail/", mine_views.mine_by_mail, name="mine_by_mail"),
    path("mine/export/", mine_views.export_mine, name="export"),
    path("mine/erase/", mine_views.erase, name="erase"),
    path("mine/erase/<int:pk>/", mine_views.erase_one, name="erase_one"),
    # The same for guests, by the link in a letter.
    path("mine/<str:token>/", mine_views.mine, name="mine"),
    path("mine/<str:token>/export/", mine_views.export_mine, name="export"),
    path("mine/<str:token>/erase/", mine_views.erase, name="erase"),
    path("mine/<str:token>/erase/<int:pk>/", mine_views.erase_one, name="erase_one"),
    path("<int:pk>/decision/", decision_views.decision, name="decision"),
    path("decision/<str:token>/", decision_views.guest_decision, name="guest_decision"),
    path("measures/<int:pk>/", decision_views.measure, name="measure"),
    path("measures/by-letter/<str:token>/", decision_views.guest_measure, name="guest_measure"),
    path("measures/<int:pk>/seen/", decision_views.measure_seen, name="measure_seen"),
    path("numbers/", decision_views.numbers, name="numbers"),
]
