from django.urls import path

from .views import RecallView

urlpatterns = [path("products/<int:pk>/recall/", RecallView.as_view(), name="product_recall")]
