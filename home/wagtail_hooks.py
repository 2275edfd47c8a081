from django.templatetags.static import static
from django.utils.html import format_html

from wagtail import hooks

from .admin import StartPanel, put_newsroom_first

hooks.register("construct_main_menu", put_newsroom_first)


@hooks.register("construct_homepage_panels")
def add_start_panel(request, panels):
    panels.append(StartPanel(request.user))


@hooks.register("insert_global_admin_css")
def house_colours():
    return format_html('<link rel="stylesheet" href="{}">', static("home/css/admin.css"))
