"""Addresses of products, assessments, the register, versions and files."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from knowshow.respect.views import (
    actions,
    assessments,
    beside,
    files,
    findings,
    products,
    reassessments,
    versions,
)

urlpatterns: list[URLPattern] = [
    path("products/", products.products, name="products"),
    path("products/add/", products.product_add, name="product_add"),
    path("products/<int:pk>/", products.product, name="product"),
    path("products/<int:pk>/edit/", products.product_edit, name="product_edit"),
    path("products/<int:pk>/archive/", products.product_archive, name="product_archive"),
    path("reassessments/", reassessments.reassessments, name="reassessments"),
    path("reassessments/<int:pk>/", reassessments.reassessment, name="reassessment"),
    path("impacts/", assessments.register, name="register"),
    path("assessments/", assessments.assessments, name="assessments"),
    path("assessments/add/", assessments.assessment_add, name="assessment_add"),
    path("assessments/import/", files.assessment_import, name="assessment_import"),
    path("assessments/import/form.xlsx", files.import_form, name="import_form"),
    path("assessments/<int:pk>/", assessments.assessment, name="assessment"),
    path("assessments/<int:pk>/edit/", assessments.assessment_edit, name="assessment_edit"),
    path("assessments/<int:pk>/archive/", assessments.assessment_archive, name="assessment_archive"),
    path("assessments/<int:pk>/update/", files.assessment_update, name="assessment_update"),
    re_path(
        r"^assessments/(?P<pk>[0-9]+)/export\.(?P<format>yaml|json|xlsx)$",
        files.assessment_export,
        name="assessment_export",
    ),
    path("assessments/<int:pk>/explain/", beside.explain, name="explain"),
    path("assessments/<int:pk>/heat-map/", beside.heat_map, name="heat_map"),
    path("assessments/<int:pk>/business-risk/", beside.business_risk, name="business_risk"),
    path("assessments/<int:pk>/actions/", actions.assessment_actions, name="assessment_actions"),
    path("assessments/<int:pk>/weak-spots/", findings.findings, name="findings"),
    path("assessments/<int:pk>/weak-spots/<slug:fingerprint>/", findings.finding_dismiss, name="finding_dismiss"),
    path("weak-spots/<int:pk>/restore/", findings.finding_restore, name="finding_restore"),
    path("assessments/<int:pk>/versions/", versions.versions, name="versions"),
    path("assessments/<int:pk>/versions/freeze/", versions.version_freeze, name="version_freeze"),
    path("assessments/<int:pk>/versions/compare/", versions.compare, name="compare"),
    path("assessments/<int:pk>/versions/<int:number>/", versions.version, name="version"),
    path("assessments/<int:pk>/approval/", versions.approval_request, name="approval_request"),
    path("approvals/<int:pk>/", versions.approval_decide, name="approval_decide"),
    path("approvals/<int:pk>/withdraw/", versions.approval_withdraw, name="approval_withdraw"),
    path("assessments/<int:pk>/reports/", files.reports, name="reports"),
    path("assessments/<int:pk>/reports/make/", files.report_request, name="report_request"),
    path("reports/<int:pk>/", files.report, name="report"),
    re_path(
        r"^assessments/(?P<pk>[0-9]+)/figures/(?P<kind>[a-z_-]+)\.(?P<format>csv|json)$", files.figure, name="figure"
    ),
    path("assessments/<int:pk>/history/", assessments.history, name="history"),
]
