from wagtail.admin.panels import Panel


class StandingPanel(Panel):
    """Which stories lean on the treatment, and how far looking at them again has come. Upper rooms fill it in."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "treatments/admin/standing_panel.html"

        def is_shown(self):
            return bool(self.instance.pk)
