"""An account has one e-mail address: the one it logs in with. allauth keeps beside it which addresses are confirmed."""


def drop_former(user):
    """Forget every other address of this account, so that none of them can reset its password any more."""
    user.emailaddress_set.exclude(email=user.email.lower()).delete()


def confirm_by_reset(sender, request, user, **kwargs):
    """Receiver of allauth's password_reset: whoever opened the link reads the mail of this address."""
    address, _created = user.emailaddress_set.get_or_create(email=user.email.lower())
    if address.set_verified():
        address.set_as_primary()
