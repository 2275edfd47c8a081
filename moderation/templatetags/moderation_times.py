"""How the figures of the quality page are written."""

from django import template
from django.utils.translation import gettext as _

from planning.deadlines import span

register = template.Library()
register.filter("span", span)


@register.filter
def percent(share):
    return _("%(number)s %%") % {"number": round(100 * share)}


@register.filter
def kappa(value):
    """Two decimals, or a dash where it says nothing: everything was decided alike."""
    return "–" if value is None else f"{value:.2f}"
