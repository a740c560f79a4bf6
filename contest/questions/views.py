"""Pages of questions: a project's, the office's list, one question."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import policy
from contest.kernel.errors import Invalid
from contest.permissions import Permission
from contest.projects import queries as project_queries
from contest.questions import queries, services
from contest.questions.domain import QuestionState, TooManyQuestions
from contest.questions.forms import AskForm, MessageForm
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.i18n import label

blueprint = Blueprint("questions", __name__)


@blueprint.get("/office/questions")
@requires(Permission.ANSWER_QUESTION)
def index() -> str:
    """List the questions; those that wait for an answer longest come first."""
    state = request.args.get("state", QuestionState.OPEN)
    text = request.args.get("q", "").strip()[:80]
    return render_template(
        "contest/questions/index.html",
        page=queries.list_questions(
            current_actor(),
            state=QuestionState(state) if state in set(QuestionState) else None,
            text=text,
            page=request.args.get("page", 1, type=int),
        ),
        state=state,
        text=text,
        states=[(str(one), label(one)) for one in QuestionState],
    )


@blueprint.get("/projects/<uuid:project_id>/questions")
@requires(Permission.VIEW_QUESTIONS)
def of_project(project_id: UUID) -> str:
    """Show what a team asked, with room for a new question."""
    return _project_page(project_id, AskForm())


@blueprint.post("/projects/<uuid:project_id>/questions")
@requires(Permission.ASK)
def ask(project_id: UUID) -> Response | tuple[str, int]:
    """Ask the office."""
    actor = current_actor()
    form = AskForm()
    project_queries.ensure_visible(actor, project_id)
    try:
        question = services.ask(
            actor=actor, project_id=project_id, subject=form.subject.data or "", body=form.body.data or ""
        )
    except (Invalid, TooManyQuestions) as error:
        show_errors(form, error)
        return _project_page(project_id, form), 422
    flash(_("Your question is with the office. A notice tells you when there is an answer."), "success")
    return redirect(url_for("questions.show", question_id=question.id), 303)


def _project_page(project_id: UUID, form: AskForm) -> str:
    actor = current_actor()
    project = project_queries.get_project(actor, project_id)
    return render_template(
        "contest/questions/of_project.html",
        project=project,
        questions=queries.questions_of(actor, project_id),
        may_ask=policy.allows(actor, Permission.ASK, project.access),
        form=form,
    )


@blueprint.get("/questions/<uuid:question_id>")
@requires(Permission.VIEW_QUESTIONS)
def show(question_id: UUID) -> str:
    """Show a question with everything said."""
    return _question_page(question_id, MessageForm())


@blueprint.post("/questions/<uuid:question_id>")
@requires(Permission.WRITE_QUESTION)
def write(question_id: UUID) -> Response | tuple[str, int]:
    """Go on with a question, or answer it."""
    form = MessageForm()
    queries.get_question(current_actor(), question_id)
    try:
        services.write(actor=current_actor(), question_id=question_id, body=form.body.data or "")
    except Invalid as error:
        show_errors(form, error)
        return _question_page(question_id, form), 422
    return redirect(url_for("questions.show", question_id=question_id, _anchor="last"), 303)


def _question_page(question_id: UUID, form: MessageForm) -> str:
    actor = current_actor()
    question = queries.get_question(actor, question_id)
    access = project_queries.get_access(question.line.project_id)
    return render_template(
        "contest/questions/show.html",
        question=question,
        answers=policy.allows(actor, Permission.ANSWER_QUESTION, access),
        writes=policy.allows(actor, Permission.WRITE_QUESTION, access),
        form=form,
    )


@blueprint.post("/questions/<uuid:question_id>/close")
@requires(Permission.WRITE_QUESTION)
def close(question_id: UUID) -> Response:
    """End a question."""
    queries.get_question(current_actor(), question_id)
    services.close(actor=current_actor(), question_id=question_id)
    flash(_("The question is closed."), "success")
    return redirect(url_for("questions.show", question_id=question_id), 303)
