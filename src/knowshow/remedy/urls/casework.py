"""Addresses of casework: the list, and the pages of a case. No word of a story is in one."""

from __future__ import annotations

from django.urls import URLPattern, path

from knowshow.remedy.views.workspace import (
    cases,
    coding,
    dialogue,
    evidence,
    groups,
    keeping,
    people,
    record,
    remedy,
    steps,
    working,
)

_DIALOGUE: list[URLPattern] = [
    path("cases/", cases.cases, name="cases"),
    path("cases/<int:pk>/", dialogue.case, name="case"),
    path("cases/<int:pk>/answer/", dialogue.answer, name="case_answer"),
    path("cases/<int:pk>/note/", dialogue.note, name="case_note"),
    path("cases/<int:pk>/advice/", dialogue.advice, name="case_advice"),
    path("cases/<int:pk>/entries/<int:number>/translate/", dialogue.translation, name="case_translate"),
    path("cases/<int:pk>/entries/<int:number>/send/", dialogue.draft_send, name="draft_send"),
]
_FACTS: list[URLPattern] = [
    path("cases/<int:pk>/facts/", evidence.case_facts, name="case_facts"),
    path("cases/<int:pk>/facts/material/", dialogue.material, name="case_material"),
    path("cases/<int:pk>/files/add/", evidence.file_add, name="case_file_add"),
    path("cases/<int:pk>/files/<slug:code>/", evidence.file_get, name="case_file"),
    path("cases/<int:pk>/files/<slug:code>/original/", evidence.file_original, name="case_file_original"),
    path("cases/<int:pk>/files/<slug:code>/show/", evidence.file_show, name="case_file_show"),
]
_STEPS: list[URLPattern] = [
    path("cases/<int:pk>/acknowledge/", steps.acknowledge, name="case_acknowledge"),
    path("cases/<int:pk>/admissible/", steps.admissible, name="case_admissible"),
    path("cases/<int:pk>/assess/", steps.assess, name="case_assess"),
    path("cases/<int:pk>/dialogue/", steps.dialogue_open, name="case_dialogue"),
    path("cases/<int:pk>/close/", steps.close, name="case_close"),
    path("cases/<int:pk>/reopen/", steps.reopen, name="case_reopen"),
    path("cases/<int:pk>/pause/", steps.pause, name="case_pause"),
    path("cases/<int:pk>/resume/", steps.resume, name="case_resume"),
    path("cases/<int:pk>/rate/", coding.rate, name="case_rate"),
    path("cases/<int:pk>/classify/", coding.classify, name="case_classify"),
]
_REMEDY: list[URLPattern] = [
    path("cases/<int:pk>/remedy/", remedy.case_remedy, name="case_remedy"),
    path("cases/<int:pk>/remedy/offer/", remedy.offer_make, name="offer_make"),
    path("cases/<int:pk>/remedy/<int:offer>/extend/", remedy.offer_extend, name="offer_extend"),
    path("cases/<int:pk>/remedy/<int:offer>/withdraw/", remedy.offer_withdraw, name="offer_withdraw"),
    path("cases/<int:pk>/remedy/<int:offer>/answer/", remedy.counter_answer, name="counter_answer"),
    path("cases/<int:pk>/remedy/parts/<int:remedy>/proof/", remedy.remedy_prove, name="remedy_prove"),
    path("cases/<int:pk>/appeals/<int:appeal>/decide/", remedy.appeal_decide, name="appeal_decide"),
]
_WORK: list[URLPattern] = [
    path("cases/<int:pk>/tasks/", working.case_tasks, name="case_tasks"),
    path("cases/<int:pk>/tasks/add/", working.task_add, name="task_add"),
    path("cases/<int:pk>/tasks/<int:task>/end/", working.task_end, name="task_end"),
    path("cases/<int:pk>/safety/", working.case_safety, name="case_safety"),
    path("cases/<int:pk>/safety/plan/", working.plan_make, name="plan_make"),
    path("cases/<int:pk>/safety/<int:check>/", working.check_in, name="check_in"),
    path("cases/<int:pk>/safety/reports/<int:report>/", working.retaliation_answer, name="retaliation_answer"),
]
_PEOPLE: list[URLPattern] = [
    path("cases/<int:pk>/people/", people.case_people, name="case_people"),
    path("cases/<int:pk>/people/give/", people.key_give, name="key_give"),
    path("cases/<int:pk>/people/<int:key>/take/", people.key_take, name="key_take"),
    path("cases/<int:pk>/appeals/<int:appeal>/assign/", people.reviewer_assign, name="reviewer_assign"),
    path("cases/<int:pk>/sealed/ask/", people.reveal_ask, name="reveal_ask"),
    path("cases/<int:pk>/sealed/<int:reveal>/", people.reveal_look, name="reveal_look"),
    path("cases/<int:pk>/sealed/<int:reveal>/end/", people.reveal_end, name="reveal_end"),
    path("cases/<int:pk>/links/add/", people.link_add, name="link_add"),
    path("cases/<int:pk>/links/<int:link>/remove/", people.link_remove, name="link_remove"),
    # The cases of one group.
    path("cases/<int:pk>/group/", groups.case_group, name="case_group"),
    path("cases/<int:pk>/group/gather/", groups.group_gather, name="group_gather"),
    path("cases/<int:pk>/group/acknowledge/", groups.group_acknowledge, name="group_acknowledge"),
    path("cases/<int:pk>/group/write/", groups.group_answer, name="group_answer"),
    path("cases/<int:pk>/group/offer/", groups.group_offer, name="group_offer"),
    path("cases/<int:pk>/group/proof/", groups.group_prove, name="group_prove"),
    # Other bodies.
    path("cases/<int:pk>/referrals/propose/", people.referral_propose, name="referral_propose"),
    path("cases/<int:pk>/referrals/<int:referral>/send/", people.referral_send, name="referral_send"),
    path("cases/<int:pk>/referrals/<int:referral>/packet/", people.referral_file, name="referral_file"),
    path("cases/<int:pk>/referrals/<int:referral>/receipt/", people.referral_receipt, name="referral_receipt"),
]
_RECORD: list[URLPattern] = [
    path("cases/<int:pk>/history/", record.case_history, name="case_history"),
    path("cases/<int:pk>/hold/", keeping.hold, name="case_hold"),
    path("cases/<int:pk>/hold/lift/", keeping.hold_lift, name="case_hold_lift"),
    path("cases/<int:pk>/erasure/", keeping.erasure, name="case_erasure"),
    path("cases/<int:pk>/export.json", record.export_json, name="case_export"),
    path("cases/<int:pk>/print/", record.export_print, name="case_print"),
]
urlpatterns: list[URLPattern] = [*_DIALOGUE, *_FACTS, *_STEPS, *_REMEDY, *_WORK, *_PEOPLE, *_RECORD]
