"""Who is logged in, and what they may do: allauth's backend, with what each screen of the admin asks of both."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Value

from wagtail.models import GroupCollectionPermission, GroupPagePermission, GroupSitePermission
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permission_policies.sites import SitePermissionPolicy

from .models import User
from .second_factor import FACTORS

# Where Wagtail keeps what somebody may do with single pages, collections and sites, once it has asked.
ELSEWHERE = {
    PagePermissionPolicy.permission_cache_name: GroupPagePermission,
    CollectionPermissionPolicy.permission_cache_name: GroupCollectionPermission,
    SitePermissionPolicy.permission_cache_name: GroupSitePermission,
}
RIGHT = ["content_type__app_label", "codename"]


class FewerQueriesBackend(AuthenticationBackend):
    """Says the same as Django's, in two queries instead of five: on every screen, before it has shown anything."""

    def get_user(self, user_id):
        """The account, with the profile in which Wagtail keeps language, time zone and theme, and whether it has a
        second factor. Of readers, who are in no group, it is known as well that they have no right."""
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
        groups = User.groups.through.objects.filter(user=OuterRef("pk"))
        rights = User.user_permissions.through.objects.filter(user=OuterRef("pk"))
        users = User.objects.select_related("wagtail_userprofile")
        users = users.annotate(has_second_factor=Exists(factors), may_have_rights=Exists(groups) | Exists(rights))
        user = users.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj, obj=None):
        """Their own rights and those of their groups, together; kept where Django keeps them.

        Whoever has none for single pages, collections or sites is known to have none: Wagtail need not look.
        """
        is_usual = obj is None and user_obj.is_active and user_obj.pk and not user_obj.is_superuser
        if is_usual and not getattr(user_obj, "may_have_rights", True):
            return set()
        if is_usual and not hasattr(user_obj, "_perm_cache"):
            own = Permission.objects.filter(user=user_obj).order_by().values_list(*RIGHT)
            of_groups = Permission.objects.filter(group__user=user_obj).order_by().values_list(*RIGHT)
            elsewhere = [
                model.objects.filter(group__user=user_obj).order_by().values_list(Value(""), Value(name))
                for name, model in ELSEWHERE.items()
            ]
            found = set(own.union(of_groups, *elsewhere))
            user_obj._perm_cache = {f"{app_label}.{codename}" for app_label, codename in found if app_label}
            for name, model in ELSEWHERE.items():
                if ("", name) not in found:
                    setattr(user_obj, name, model.objects.none())
        return super().get_all_permissions(user_obj, obj)
