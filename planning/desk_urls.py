"""My desk, the board and the workflow report, within the admin."""

from django.urls import include, path

from .assigning import AssignView, ClaimView, HandOnView
from .board_screens import BoardView
from .desk_screens import DeskView, OwnStoriesView
from .report_screens import WorkflowReportView

desk = [
    path("", DeskView.as_view(), name="index"),
    path("stories/", OwnStoriesView.as_view(), name="own"),
    path("turns/<int:pk>/claim/", ClaimView.as_view(), name="claim"),
    path("turns/<int:pk>/hand-on/", HandOnView.as_view(), name="hand_on"),
    path("turns/<int:pk>/assign/", AssignView.as_view(), name="assign"),
]

urlpatterns = [
    path("desk/", include((desk, "desk"))),
    path("board/", BoardView.as_view(), name="board"),
    path("reports/workflow-time/", WorkflowReportView.as_view(), name="workflow_report"),
    path(
        "reports/workflow-time/results/", WorkflowReportView.as_view(results_only=True), name="workflow_report_results"
    ),
]
