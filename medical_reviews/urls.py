from django.urls import path

from .screens import StoryReviewsView, TextView, WithdrawView

app_name = "medical_reviews"
urlpatterns = [
    path("<int:page_id>/", StoryReviewsView.as_view(), name="story"),
    path("<int:page_id>/text/", TextView.as_view(), name="text"),
    path("<int:page_id>/withdraw/<int:review_id>/", WithdrawView.as_view(), name="withdraw"),
]
