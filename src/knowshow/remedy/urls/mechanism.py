"""Addresses of mechanisms and their team: one's key, seats, settings, trustees, intake by other ways, lanes."""

from __future__ import annotations

from django.urls import URLPattern, path

from knowshow.remedy.views.workspace import (
    assisted,
    custody,
    figures,
    keys,
    lanes,
    mechanism,
    setting_up,
    team,
    trustees,
)

_KEYS: list[URLPattern] = [
    path("key/", keys.keys, name="keys"),
    path("key/make/", keys.key_make, name="key_make"),
    path("key/passphrase/", keys.passphrase_change, name="passphrase_change"),
    path("open/", keys.unlock, name="unlock"),
    path("close/", keys.lock, name="lock"),
]
_MECHANISM: list[URLPattern] = [
    path("mechanisms/", mechanism.mechanisms, name="mechanisms"),
    path("mechanisms/add/", setting_up.mechanism_add, name="mechanism_add"),
    path("mechanisms/<int:pk>/", mechanism.mechanism, name="mechanism"),
    path("mechanisms/<int:pk>/figures/", figures.figures, name="figures"),
    path("mechanisms/<int:pk>/settings/", setting_up.settings, name="settings"),
    path("mechanisms/<int:pk>/settings/basics/", setting_up.basics, name="basics"),
    path("mechanisms/<int:pk>/settings/clocks/", setting_up.clocks, name="clocks"),
    path("mechanisms/<int:pk>/settings/questions/", setting_up.questions, name="questions"),
    path("mechanisms/<int:pk>/settings/texts/<slug:language>/", setting_up.texts, name="texts"),
    path("mechanisms/<int:pk>/open/", setting_up.mechanism_open, name="mechanism_open"),
    path("mechanisms/<int:pk>/close/", setting_up.mechanism_close, name="mechanism_close"),
]
_TEAM: list[URLPattern] = [
    path("mechanisms/<int:pk>/team/", team.team, name="team"),
    path("mechanisms/<int:pk>/team/add/", team.seat_add, name="seat_add"),
    path("mechanisms/<int:pk>/team/<int:seat>/end/", team.seat_end, name="seat_end"),
    path("mechanisms/<int:pk>/team/<int:seat>/anew/", team.rewrap, name="rewrap"),
    path("mechanisms/<int:pk>/trustees/", trustees.trustees, name="trustees"),
    path("mechanisms/<int:pk>/trustees/share/", trustees.share, name="share"),
    path("mechanisms/<int:pk>/trustees/stop/", trustees.draw_stop, name="draw_stop"),
    path("mechanisms/<int:pk>/trustees/in-force/", trustees.draw_finish, name="draw_finish"),
    path("mechanisms/<int:pk>/trustees/use/", trustees.recovery_use, name="recovery_use"),
    path("mechanisms/<int:pk>/trustees/seal/", trustees.seal_anew, name="seal_anew"),
    path("mechanisms/<int:pk>/trustees/make/", trustees.recovery_draw, name="recovery_draw"),
    path("mechanisms/<int:pk>/trustees/make-matching/", trustees.matching_draw, name="matching_draw"),
]
_CUSTODY: list[URLPattern] = [
    path("mechanisms/<int:pk>/custody/", custody.custody, name="custody"),
    path("mechanisms/<int:pk>/custody/<int:reveal>/give/", custody.share_give, name="share_give"),
    path("mechanisms/<int:pk>/custody/<int:reveal>/refuse/", custody.share_refuse, name="share_refuse"),
]
_INTAKE: list[URLPattern] = [
    path("mechanisms/<int:pk>/intake/", assisted.intake, name="intake"),
    path("mechanisms/<int:pk>/intake/paper/<slug:language>/", assisted.paper_form, name="paper_form"),
    path("mechanisms/<int:pk>/lanes/", lanes.lanes, name="lanes"),
    path("mechanisms/<int:pk>/lanes/move/", lanes.lane_move, name="lane_move"),
    path("mechanisms/<int:pk>/codes/", lanes.group_codes, name="group_codes"),
    path("mechanisms/<int:pk>/codes/make/", lanes.group_code_make, name="group_code_make"),
    path("mechanisms/<int:pk>/codes/<int:code>/end/", lanes.group_code_end, name="group_code_end"),
]
urlpatterns: list[URLPattern] = [*_KEYS, *_MECHANISM, *_TEAM, *_CUSTODY, *_INTAKE]
