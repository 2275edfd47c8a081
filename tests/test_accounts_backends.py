"""Who is logged in and what they may do: as Django says it, with fewer questions to the database."""

import pytest

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission

from wagtail.models import GroupSitePermission, Site
from wagtail.permission_policies.sites import SitePermissionPolicy
from wagtail.permissions import page_permission_policy
from wagtail.users.models import UserProfile

from accounts.backends import FewerQueriesBackend
from accounts.roles import Role
from comments.models import CommentSettings
from tests import factories

pytestmark = pytest.mark.django_db


def fresh(user):
    return get_user_model().objects.get(pk=user.pk)


def permission(codename):
    return Permission.objects.get(codename=codename, content_type__app_label="comments")


@pytest.mark.parametrize("role", Role)
def test_rights_are_those_that_django_finds_in_one_query(role, django_assert_num_queries):
    user = factories.user(role)
    user.groups.add(Group.objects.create(name="Guests"))
    user.user_permissions.add(permission("moderate_readercomment"), permission("oversee_readercomment"))
    by_django = ModelBackend().get_all_permissions(fresh(user))
    user = fresh(user)
    with django_assert_num_queries(1):
        assert FewerQueriesBackend().get_all_permissions(user) == by_django
        assert user.has_perm("comments.oversee_readercomment")
        assert not user.has_perm("auth.delete_group")
    assert FewerQueriesBackend().get_all_permissions(user, obj=user) == set()


def test_whoever_left_has_no_rights_and_administrators_have_all():
    gone = factories.user(Role.MANAGING_EDITOR, is_active=False)
    assert FewerQueriesBackend().get_all_permissions(gone) == set()
    assert FewerQueriesBackend().get_user(gone.pk) is None
    admin = factories.user(is_superuser=True)
    assert len(FewerQueriesBackend().get_all_permissions(admin)) == Permission.objects.count()


def test_of_readers_no_rights_are_asked_and_of_staff_they_are(django_assert_num_queries):
    reader, by_group, by_right = factories.user(), factories.user(Role.WRITER), factories.user()
    by_right.user_permissions.add(permission("moderate_readercomment"))
    known = [FewerQueriesBackend().get_user(user.pk) for user in (reader, by_group, by_right)]
    with django_assert_num_queries(2):
        rights = [FewerQueriesBackend().get_all_permissions(user) for user in known]
    assert rights == [ModelBackend().get_all_permissions(fresh(user)) for user in known]
    assert [bool(found) for found in rights] == [False, True, True]


def test_wagtail_looks_for_rights_of_single_pages_only_where_there_are_any(django_assert_num_queries):
    moderator, writer = factories.user(Role.COMMENT_MODERATOR), factories.user(Role.WRITER)
    for user, of_pages, queries in [(moderator, False, 0), (writer, True, 1)]:
        assert user.has_perm("wagtailadmin.access_admin")
        with django_assert_num_queries(queries):
            assert page_permission_policy.user_has_any_permission(user, {"add", "change", "publish"}) == of_pages
    site = Site.objects.get()
    GroupSitePermission.objects.create(
        group=moderator.groups.get(), site=site, permission=permission("change_commentsettings")
    )
    policy = SitePermissionPolicy(CommentSettings)
    for user, may_change in [(moderator, True), (writer, False)]:
        user = fresh(user)
        user.has_perm("wagtailadmin.access_admin")
        assert policy.user_has_permission(user, "change") == may_change


def test_an_account_comes_with_its_profile_or_without_one(django_assert_num_queries):
    user, another = factories.user(Role.WRITER), factories.user(Role.WRITER)
    UserProfile.objects.create(user=user, preferred_language="de")
    UserProfile.objects.filter(user=another).delete()
    with django_assert_num_queries(2):
        assert FewerQueriesBackend().get_user(user.pk).wagtail_userprofile.preferred_language == "de"
        assert not hasattr(FewerQueriesBackend().get_user(another.pk), "wagtail_userprofile")
    assert FewerQueriesBackend().get_user(0) is None
