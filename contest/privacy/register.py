"""What the contest context holds about people, and what keeps an account from being closed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.kernel.holdings import Erasure, Holding, Obstacle

IN_MY_TEAMS = "team_id IN (SELECT team_id FROM team_members WHERE user_id = :person)"
OF_MY_PROJECTS = (
    "project_id IN (SELECT p.id FROM projects p JOIN team_members m ON m.team_id = p.team_id "
    "WHERE m.user_id = :person)"
)
# Only what is proved: anybody may note somebody else's address as their own, and would read and erase by it.
MY_ADDRESSES = (
    "(SELECT email FROM users WHERE id = :person AND email_verified_at IS NOT NULL "
    "UNION SELECT email FROM user_emails WHERE user_id = :person AND verified_at IS NOT NULL)"
)
# Numbers are encrypted: a text is found by the blind index of a proved one, or by the notice that it carries.
MY_TEXTS = (
    "(recipient_index IN "
    "(SELECT number_index FROM user_phones WHERE user_id = :person AND verified_at IS NOT NULL) "
    "OR once_key LIKE 'notice:%' AND split_part(once_key, ':', 2) IN "
    "(SELECT CAST(id AS text) FROM notices WHERE user_id = :person))"
)
ABOUT_MY_ENTRIES = (
    "entry_id IN (SELECT e.id FROM entries e JOIN projects p ON p.id = e.subject_id "
    "JOIN team_members m ON m.team_id = p.team_id WHERE m.user_id = :person)"
)
NO_ADDRESS = "closed@closed.invalid"
ACCOUNT = _l("Having an account: signing in, being reached")
ENTRY = _l("Entering the contest and being judged")
POOL = _l("Being matched with parks, investors and mentors from the project pool")
RECORD = _l("Showing afterwards that everything was done by the rules")
OF_THE_TEAM = _l("They belong to the team; its other members keep them.")
RETAINED = _l(
    "Kept as it was handed in until the season's retention period ends, so that results can be checked."
)
OF_THE_CHECK = _l("They are part of the record of the check and name nobody once the account is closed.")

HOLDINGS = (
    Holding(
        "users",
        _l("Account"),
        ("name", "name_en", "email", "phone", "locale", "email_verified_at", "created_at"),
        ACCOUNT,
        where="id = :person",
        erasure=Erasure.BLANK,
    ),
    Holding("user_emails", _l("Further e-mail addresses"), ("email", "verified_at", "created_at"), ACCOUNT),
    Holding("user_phones", _l("Telephone numbers"), ("number", "verified_at", "created_at"), ACCOUNT),
    Holding(
        "sessions",
        _l("Where I signed in"),
        ("browser", "system", "network", "begun_at", "seen_at", "ended_at"),
        ACCOUNT,
    ),
    Holding("role_assignments", _l("Roles"), ("role", "district", "created_at"), ACCOUNT),
    Holding("api_tokens", _l("API tokens"), ("name", "expires_at", "created_at"), ACCOUNT),
    Holding("memberships", _l("Organisations"), ("organisation_id", "role", "created_at"), ACCOUNT),
    Holding(
        "consents",
        _l("Consents"),
        ("purpose", "given", "version", "text_sha256", "project_id", "recorded_at"),
        RECORD,
        erasure=Erasure.KEEP,
        because=_l("The record of what you agreed to and took back is itself required by law."),
    ),
    Holding("one_time_codes", _l("Codes for signing in"), ("purpose", "created_at", "used_at"), ACCOUNT),
    Holding("notice_preferences", _l("How notices reach me"), ("category", "channel", "wanted"), ACCOUNT),
    Holding("notices", _l("Notices"), ("code", "params", "link", "created_at", "read_at"), ACCOUNT),
    Holding(
        "letters",
        _l("Letters"),
        ("template", "subject", "created_at", "sent_at"),
        ACCOUNT,
        where=f"recipient IN {MY_ADDRESSES}",
    ),
    Holding(
        "text_messages",
        _l("Text messages"),
        ("carrier", "template", "created_at", "sent_at"),
        ACCOUNT,
        where=MY_TEXTS,
    ),
    Holding(
        "organisation_invitations",
        _l("Invitations into organisations"),
        ("organisation_id", "role", "created_at", "accepted_at"),
        ACCOUNT,
        where=f"email IN {MY_ADDRESSES}",
    ),
    Holding(
        "team_invitations",
        _l("Invitations into teams"),
        ("team_id", "created_at", "accepted_at"),
        ENTRY,
        where=f"accepted_by = :person OR email IN {MY_ADDRESSES}",
    ),
    Holding(
        "project_claims",
        _l("Projects entered for me"),
        ("project_id", "email", "sent_at", "claimed_at"),
        ENTRY,
        where=f"claimed_by = :person OR email IN {MY_ADDRESSES}",
        erasure=Erasure.BLANK,
        blank={"email": ""},  # which nobody can have
    ),
    Holding(
        "pool_places",
        _l("Invitations into the project pool"),
        ("season_id", "base_id", "email", "invited_at", "opened_at", "ended_at"),
        POOL,
        where=f"opened_by = :person OR email IN {MY_ADDRESSES}",
        erasure=Erasure.BLANK,
        blank={"email": NO_ADDRESS},
    ),
    Holding(
        "late_codes",
        _l("Late entries allowed to me"),
        ("season_id", "email", "reason", "until", "used_at"),
        ENTRY,
        where=f"email IN {MY_ADDRESSES}",
        erasure=Erasure.BLANK,
        blank={"email": NO_ADDRESS},
    ),
    Holding(
        "former_memberships",
        _l("Organisations I left"),
        ("organisation_id", "since", "until"),
        ENTRY,
    ),
    Holding("former_team_members", _l("Teams I left"), ("team_id", "left_at"), ENTRY),
    Holding("team_members", _l("Teams"), ("team_id", "role", "duty", "created_at"), ENTRY),
    Holding(
        "projects",
        _l("Projects of my teams"),
        ("number", "state", "name", "intro", "company_name", "credit_code", "submitted_at", "created_at"),
        ENTRY,
        where=IN_MY_TEAMS,
        erasure=Erasure.KEEP,
        because=OF_THE_TEAM,
    ),
    Holding(
        "project_answers",
        _l("Answers of my teams"),
        ("project_id", "field", "value", "data", "updated_at"),
        ENTRY,
        where=OF_MY_PROJECTS,
        erasure=Erasure.KEEP,
        because=OF_THE_TEAM,
    ),
    Holding(
        "field_history",
        _l("What I wrote into the fields"),
        ("project_id", "field", "version", "value", "saved_at"),
        ENTRY,
        where="saved_by = :person",
        erasure=Erasure.KEEP,
        because=OF_THE_TEAM,
    ),
    Holding("field_presence", _l("Which field I have open"), ("project_id", "field", "seen_at"), ENTRY),
    Holding(
        "project_files",
        _l("Files of my teams"),
        ("project_id", "kind", "filename", "size", "sha256", "created_at"),
        ENTRY,
        where=OF_MY_PROJECTS,
        erasure=Erasure.KEEP,
        because=OF_THE_TEAM,
    ),
    Holding(
        "uploads",
        _l("Uploads under way"),
        ("project_id", "kind", "filename", "size", "created_at"),
        ENTRY,
        where="begun_by = :person",
        erasure=Erasure.KEEP,
        because=_l("Forgotten by themselves within two days."),
    ),
    Holding(
        "questions",
        _l("Questions to the office"),
        ("project_id", "subject", "state", "created_at"),
        ENTRY,
        where="asked_by = :person",
        erasure=Erasure.KEEP,
        because=OF_THE_TEAM,
    ),
    Holding(
        "question_messages",
        _l("What I wrote in questions"),
        ("question_id", "body", "created_at"),
        ENTRY,
        where="author_id = :person",
        erasure=Erasure.KEEP,
        because=OF_THE_TEAM,
    ),
    Holding(
        "project_submissions",
        _l("What my teams handed in"),
        ("project_id", "revision", "submitted_at", "digest", "content"),
        RECORD,
        where=OF_MY_PROJECTS,
        erasure=Erasure.KEEP,
        because=RETAINED,
    ),
    Holding(
        "project_withdrawals",
        _l("Withdrawals I made"),
        ("project_id", "reason", "after_deadline", "withdrawn_at"),
        RECORD,
        where="withdrawn_by = :person",
        erasure=Erasure.BLANK,
        blank={"reason": ""},
    ),
    Holding(
        "screening_decisions",
        _l("Decisions of the formal check about my teams"),
        ("entry_id", "kind", "reason", "until", "decided_at"),
        RECORD,
        where=ABOUT_MY_ENTRIES,
        erasure=Erasure.KEEP,
        because=RETAINED,
    ),
    Holding(
        "screening_marks",
        _l("What I noted at the formal check"),
        ("entry_id", "item_code", "state", "note", "marked_at"),
        RECORD,
        where="marked_by = :person",
        erasure=Erasure.KEEP,
        because=OF_THE_CHECK,
    ),
    Holding(
        "import_runs",
        _l("Lists I brought in"),
        ("kind", "filename", "state", "created_at"),
        RECORD,
        where="created_by = :person",
        erasure=Erasure.KEEP,
        because=OF_THE_CHECK,
    ),
    Holding(
        "audit_events",
        _l("What I did here"),
        ("at", "action", "subject_kind", "subject_id"),
        RECORD,
        where="actor_id = :person",
        erasure=Erasure.KEEP,
        because=_l("The log names nobody once the account is closed, and law asks for it."),
    ),
)

OBSTACLES = (
    Obstacle(
        "leads_project",
        _l(
            "You lead a project that is handed in. Pass the lead to another member or withdraw the project first."
        ),
        "projects",
        # Imported projects have no `leader_id`, only a team that somebody leads.
        "(leader_id = :person OR team_id IN "
        "(SELECT team_id FROM team_members WHERE user_id = :person AND role = 'leader')) "
        "AND state = 'submitted' AND season_id IN (SELECT id FROM seasons WHERE state IN ('open', 'closed'))",
    ),
    Obstacle(
        "leads_pooled_project",
        _l(
            "You lead a project in the project pool. Pass the lead to another member or leave the pool first."
        ),
        "pool_places",
        "state = 'open' AND project_id IN (SELECT p.id FROM projects p JOIN team_members m ON m.team_id = p.team_id "
        "WHERE m.user_id = :person AND m.role = 'leader')",
    ),
    Obstacle(
        "leads_team",
        _l("You lead a team that has other members. Pass the lead to one of them first."),
        "team_members",
        "user_id = :person AND role = 'leader' AND team_id IN "
        "(SELECT team_id FROM team_members GROUP BY team_id HAVING count(*) > 1)",
    ),
    Obstacle(
        "holds_office",
        _l("You hold a role of the contest office. Ask for it to be taken back first."),
        "role_assignments",
        "user_id = :person AND role IN ('organiser', 'confirmer', 'administrator', 'officer', 'auditor')",
    ),
)
