"""Moments on the house's own clock, for screens whose readers may be in another zone."""

from django import template

from articles.house_time import told, told_briefly

register = template.Library()
register.filter("told", told)
register.filter("told_briefly", told_briefly)
