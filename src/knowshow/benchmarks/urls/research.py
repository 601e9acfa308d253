"""Addresses of the research in the workspace: methodologies, companies, editions, answers, publication."""

from __future__ import annotations

from django.urls import URLPattern, path

from knowshow.benchmarks.views.workspace import (
    answers,
    companies,
    company_parts,
    comparing,
    contact,
    editions,
    entries,
    feedback,
    imports,
    methodologies,
    publishing,
    reviewing,
    scores,
    sources,
)

_METHODOLOGIES: list[URLPattern] = [
    path("methodologies/", methodologies.methodologies, name="methodologies"),
    path("methodologies/import/", methodologies.methodology_import, name="methodology_import"),
    path("methodologies/take/<slug:key>/", methodologies.methodology_take, name="methodology_take"),
    path("methodologies/<int:pk>/", methodologies.methodology, name="methodology"),
    path("methodologies/<int:pk>/publish/", methodologies.methodology_publish, name="methodology_publish"),
    path("methodologies/<int:pk>/version/", methodologies.methodology_version, name="methodology_version"),
    path("methodologies/<int:pk>/methodology.json", methodologies.methodology_file, name="methodology_file"),
]
_COMPANIES: list[URLPattern] = [
    path("research/companies/", companies.companies, name="companies"),
    path("research/companies/add/", companies.company_add, name="company_add"),
    path("research/companies/<int:pk>/", companies.company, name="company"),
    path("research/companies/<int:pk>/edit/", companies.company_edit, name="company_edit"),
    path("research/companies/<int:pk>/archive/", companies.company_archive, name="company_archive"),
    path("research/companies/<int:pk>/parts/add/", company_parts.subject_add, name="subject_add"),
    path("research/companies/<int:pk>/numbers/add/", company_parts.identifier_add, name="identifier_add"),
    path("research/companies/<int:pk>/contacts/add/", company_parts.contact_invite, name="contact_invite"),
    path("research/parts/<int:pk>/", company_parts.subject_edit, name="subject_edit"),
    path("research/numbers/<int:pk>/remove/", company_parts.identifier_remove, name="identifier_remove"),
    path("research/contacts/<int:pk>/remove/", company_parts.contact_remove, name="contact_remove"),
    path("research/sources/", sources.sources, name="sources"),
    path("research/sources/add/", sources.source_add, name="source_add"),
    path("research/sources/<int:pk>/", sources.source, name="source"),
    path("research/sources/<int:pk>/edit/", sources.source_edit, name="source_edit"),
]
_EDITIONS: list[URLPattern] = [
    path("", editions.rankings, name="rankings"),
    path("research/", editions.research, name="research"),
    path("research/add/", editions.edition_add, name="edition_add"),
    path("research/import/", imports.index_import, name="index_import"),
    path("research/<int:pk>/", editions.edition, name="edition"),
    path("research/<int:pk>/edit/", editions.edition_edit, name="edition_edit"),
    path("research/<int:pk>/archive/", editions.edition_archive, name="edition_archive"),
    path("research/<int:pk>/companies/", editions.edition_companies, name="edition_companies"),
    path("research/<int:pk>/steps/", editions.edition_steps, name="edition_steps"),
    path("research/<int:pk>/carry-over/", editions.edition_carry_over, name="edition_carry_over"),
    path("research/<int:pk>/ranking/", scores.ranking, name="ranking"),
    path("research/<int:pk>/figures/", comparing.comparison, name="comparison"),
    path("research/<int:pk>/across/", reviewing.across, name="across"),
    path("research/<int:pk>/feedback/", feedback.edition_feedback, name="edition_feedback"),
    path("research/<int:pk>/years/", scores.years, name="years"),
    path("research/<int:pk>/next/", scores.next_research, name="next_research"),
    path("research/<int:pk>/imports/", imports.imports, name="imports"),
    path("research/<int:pk>/publish/", publishing.publish, name="publish"),
    path("research/imports/<int:pk>/", imports.import_run, name="import"),
    path("research/imports/<int:pk>/forget/", imports.import_forget, name="import_forget"),
    path("research/publications/<int:pk>/withdraw/", publishing.withdraw, name="withdraw"),
]
_ENTRIES: list[URLPattern] = [
    path("research/entries/<int:pk>/", entries.entry, name="entry"),
    path("research/entries/<int:pk>/open/", entries.entry_open, name="entry_open"),
    path("research/entries/<int:pk>/last-year/", entries.entry_confirm, name="entry_confirm"),
    path("research/entries/<int:pk>/carry-over/", entries.entry_carry_over, name="entry_carry_over"),
    path("research/entries/<int:pk>/differences/", reviewing.entry_reconcile, name="entry_reconcile"),
    path("research/entries/<int:pk>/score/", scores.entry_score, name="entry_score"),
    path("research/entries/<int:pk>/setup/", entries.entry_setup, name="entry_setup"),
    path("research/entries/<int:pk>/remove/", entries.entry_remove, name="entry_remove"),
    path("research/entries/<int:pk>/step/", entries.entry_step, name="entry_step"),
    path("research/entries/<int:pk>/agree/<path:node>/", reviewing.agree_all, name="agree_all"),
    path("research/entries/<int:pk>/questions/<path:node>/", answers.questions, name="questions"),
    path("research/answers/<int:pk>/history/", entries.answer_history, name="answer_history"),
    path("research/remarks/<int:pk>/", feedback.feedback_decide, name="feedback_decide"),
]
_CONTACT: list[URLPattern] = [
    path("feedback/", contact.feedback, name="feedback"),
    path("feedback/<int:pk>/", contact.contact_answers, name="contact_answers"),
    path("feedback/<int:pk>/remark/", contact.contact_feedback, name="contact_feedback"),
]
urlpatterns: list[URLPattern] = [*_METHODOLOGIES, *_COMPANIES, *_EDITIONS, *_ENTRIES, *_CONTACT]
