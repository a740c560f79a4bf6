"""The permissions of the judging context. A leaf."""

from enum import StrEnum


class Permission(StrEnum):
    """What may be done in the judging context."""

    VIEW_ROUND = "round.view"
    EDIT_ROUND = "round.edit"  # the office; a zone's officer for the zone's own heat
    VIEW_JUDGES = "judge.view"
    MANAGE_JUDGES = "judge.manage"  # the pool
    INVITE_JUDGES = "judge.invite"  # into a round
    ASSIGN_PANELS = "panel.assign"
    VIEW_PROGRESS = "round.progress"

    ANSWER_INVITATION = "judge.answer"
    OWN_JUDGE_PROFILE = "judge.own"
    TRAIN = "training.own"  # the practice exercise of a round one was asked into
    JUDGE = "sheet.write"
    REOPEN_SHEET = "sheet.reopen"  # a second person, for a judge who asked
    DECLARE_CONFLICT = "conflict.declare"
    VIEW_CONFLICTS = "conflict.view"
    NOTE_CONFLICT = "conflict.note"  # the office, for a judge
    WAIVE_CONFLICT = "conflict.waive"  # one of two who sign
    REQUEST_RECUSAL = "recusal.request"  # a team names whom it does not want

    RUN_LIVE = "live.run"  # the stage: check-in, draw, clock, board
    PROJECT_LIVE = "live.project"
    FOLLOW_LIVE = "live.follow"  # a judge in the room
    WATCH_LIVE = "live.watch"
    REPORT_LIVE = "live.report"

    VIEW_RANKING = "ranking.view"
    VIEW_CALIBRATION = "calibration.view"  # how severe the judges of a round are, all of them
    OWN_CALIBRATION = "calibration.own"  # one's own, after publication
    VIEW_ROOM = "room.view"  # what stands close to the cut, with every sheet beside it
    LEAD_ROOM = "room.lead"  # a chief judge
    VOTE = "room.vote"  # a member of the panel, on a ballot that names one
    END_BALLOT = "room.end_ballot"
    EXPORT_RECORDS = "record.export"  # every sheet, and all an auditor asks for
    NAME_JUDGES = "record.names"  # judges by name in it, else by pseudonym
    DECIDE = "ranking.decide"
    PROPOSE_SEAL = "seal.propose"
    CONFIRM_SEAL = "seal.confirm"  # as somebody else than who proposed
    PUBLISH = "result.publish"
    FINALISE = "result.finalise"  # the final list, once no objection is open
    LIST_CERTIFICATES = "certificate.list"
    ISSUE_CERTIFICATES = "certificate.issue"
    FETCH_CERTIFICATE = "certificate.fetch"
    RAISE_OBJECTION = "objection.raise"
    WITHDRAW_OBJECTION = "objection.withdraw"  # one's own
    VIEW_OBJECTION = "objection.view"
    LIST_OBJECTIONS = "objection.list"
    HANDLE_OBJECTION = "objection.handle"
    DECIDE_OBJECTION = "objection.decide"  # as somebody else than who handled it
