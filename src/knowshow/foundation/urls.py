"""Addresses of the foundation: one's account and sign-in, the organisation with its members and history, files.

Of the library of sign-in only those pages have an address that somebody needs: nobody signs up, and nobody manages
several addresses.
"""

from __future__ import annotations

from allauth.account import views as sign_in
from django.urls import include, path, re_path

from knowshow.foundation.views import account, attachments, history, members, organisation

_SIGN_IN = [
    path("sign-in/", sign_in.login, name="account_login"),
    path("sign-out/", sign_in.logout, name="account_logout"),
    path("closed/", sign_in.account_inactive, name="account_inactive"),
    path("confirm/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("password/", sign_in.password_change, name="account_change_password"),
    path("password/set/", sign_in.password_set, name="account_set_password"),
    path("password/forgotten/", sign_in.password_reset, name="account_reset_password"),
    path("password/forgotten/sent/", sign_in.password_reset_done, name="account_reset_password_done"),
    path("password/link/done/", sign_in.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/link/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("second-factor/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
_ACCOUNT = [
    path("", account.account, name="account"),
    path("sign-out-everywhere/", account.sign_out_everywhere, name="sign_out_everywhere"),
]
_ORGANISATION = [
    path("", members.members, name="members"),
    path("add/", members.member_add, name="member_add"),
    path("members/<int:pk>/role/", members.member_role, name="member_role"),
    path("members/<int:pk>/link/", members.member_link, name="member_link"),
    path("members/<int:pk>/remove/", members.member_remove, name="member_remove"),
    path("name/", organisation.organisation, name="organisation"),
    path("choose/", organisation.organisation_choose, name="organisation_choose"),
    path("history/", history.history, name="history"),
    path("history.csv", history.history_csv, name="history_csv"),
]

urlpatterns = [
    path("account/", include([*_ACCOUNT, *_SIGN_IN])),
    path("organisation/", include(_ORGANISATION)),
    path("files/<int:pk>/", attachments.attachment, name="attachment"),
]
