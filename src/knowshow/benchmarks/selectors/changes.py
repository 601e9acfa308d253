"""What happened in the pillar of rankings, in words (GP 20)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

#: What the acts of this pillar are called on pages.
WORDS: Final = {
    "benchmarks.methodology.imported": _("Methodology taken in"),
    "benchmarks.methodology.replaced": _("Draft of a methodology replaced"),
    "benchmarks.methodology.published": _("Methodology published"),
    "benchmarks.methodology.version_begun": _("New version of a methodology begun"),
    "benchmarks.company.added": _("Company added"),
    "benchmarks.company.changed": _("Company changed"),
    "benchmarks.company.archived": _("Company put away"),
    "benchmarks.company.restored": _("Company taken back"),
    "benchmarks.identifier.added": _("Identifier of a company added"),
    "benchmarks.identifier.removed": _("Identifier of a company removed"),
    "benchmarks.subject.added": _("Part of a company added"),
    "benchmarks.subject.changed": _("Part of a company changed"),
    "benchmarks.contact.invited": _("Company contact invited"),
    "benchmarks.contact.removed": _("Company contact removed"),
    "benchmarks.edition.opened": _("Edition opened"),
    "benchmarks.edition.changed": _("Edition changed"),
    "benchmarks.edition.archived": _("Edition put away"),
    "benchmarks.edition.restored": _("Edition taken back"),
    "benchmarks.entry.added": _("Company taken into an edition"),
    "benchmarks.entry.removed": _("Company taken out of an edition"),
    "benchmarks.entry.assigned": _("Research on a company assigned"),
    "benchmarks.entry.subjects_chosen": _("Parts of a company chosen for an edition"),
    "benchmarks.entry.moved": _("Research on a company moved to another step"),
    "benchmarks.answer.given": _("Answer given"),
    "benchmarks.answer.confirmed": _("Answer of last year confirmed"),
    "benchmarks.entry.carried_over": _("Answers of the last edition carried over"),
    "benchmarks.source.added": _("Source added"),
    "benchmarks.source.changed": _("Source changed"),
    "benchmarks.answer.cited": _("Source named under an answer"),
    "benchmarks.feedback.given": _("Feedback of a company"),
    "benchmarks.feedback.decided": _("Feedback of a company decided on"),
    "benchmarks.import.checked": _("File for an edition checked"),
    "benchmarks.import.started": _("Import begun"),
    "benchmarks.import.finished": _("Answers taken in"),
    "benchmarks.import.ended": _("Import ended half-way"),
    "benchmarks.import.forgotten": _("Checked file let go"),
    "benchmarks.publication.published": _("Edition published"),
    "benchmarks.publication.corrected": _("Correction of an edition published"),
    "benchmarks.publication.withdrawn": _("Publication withdrawn"),
    "benchmarks.questionnaire.opened": _("Questionnaire opened"),
    "benchmarks.questionnaire.answered": _("Questionnaire answered"),
    "benchmarks.questionnaire.finished": _("Questionnaire finished"),
    "benchmarks.questionnaire.reopened": _("Questionnaire reopened"),
    "benchmarks.questionnaire.renamed": _("Questionnaire renamed"),
}
