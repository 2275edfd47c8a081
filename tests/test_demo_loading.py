"""Where the demo magazine is not loaded."""

from io import StringIO

import pytest

from django.core.management import CommandError, call_command

from accounts.models import User
from articles.models import ArticlePage
from demo.models import Loading
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_magazine_of_ones_own_is_left_alone():
    factories.article("Our first story")
    said = StringIO()
    call_command("load_demo", stdout=said)
    assert ArticlePage.objects.count() == 1
    assert not Loading.objects.exists()
    assert "was not loaded" in said.getvalue()


@pytest.mark.parametrize("missing", [True, False])
def test_it_loads_nowhere_but_where_demo_content_is_allowed(settings, missing):
    if missing:
        del settings.DEMO_CONTENT_ALLOWED
    else:
        settings.DEMO_CONTENT_ALLOWED = False
    with pytest.raises(CommandError, match="nothing was loaded"):
        call_command("load_demo")
    assert not User.objects.exists()
