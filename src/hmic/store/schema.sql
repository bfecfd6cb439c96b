-- The tables of the present version: what a new database is made from.
--
-- Five sorts of table, by who may change them:
-- * the register (report, finding, …): written by a load only, from the YAML file;
-- * the journal (entry): what the force did; rows are added and never changed;
-- * what follows from the two (standing, due): made anew whenever either changes, so that reports read it
--   instead of folding the journal;
-- * the ledger of the mail (message, delivery, reminder): what was sent, when and to whom;
-- * what hmic notes for itself (load, earlier_version, loaded_file, setting, entry_words).
--
-- A database that came through the steps of upgrade.py has these texts to the letter: SQLite writes a column
-- that a step adds at a table's end, and so it stands there here. After a change: docs/generate.py.

CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");

-- One row for each force whose register has been loaded.
CREATE TABLE register (
    force     TEXT PRIMARY KEY,
    files     TEXT NOT NULL,           -- JSON: the files it was loaded from
    areas     TEXT NOT NULL,           -- JSON: the table of renamed areas
    loaded_at TEXT NOT NULL            -- UTC
);

-- Every load that changed something.
CREATE TABLE load (
    id         INTEGER PRIMARY KEY,
    loaded_at  TEXT NOT NULL,
    added      TEXT NOT NULL,          -- JSON lists of ids
    amended    TEXT NOT NULL,
    withdrawn  TEXT NOT NULL,
    reinstated TEXT NOT NULL
);

CREATE TABLE report (
    id               TEXT PRIMARY KEY,
    force            TEXT NOT NULL,
    position         INTEGER NOT NULL,
    title            TEXT NOT NULL,
    inspectorate     TEXT NOT NULL,
    programme        TEXT,
    published        TEXT NOT NULL,    -- as exact as is known: 2014-11-27, 2014-11 or 2014
    published_on     TEXT NOT NULL,    -- the last day it can have been
    exact            INTEGER NOT NULL, -- whether the day is known
    published_source TEXT,
    file             TEXT,
    scale            TEXT,
    mentioned_in     TEXT,
    added_at         TEXT NOT NULL,
    withdrawn_at     TEXT,
    fingerprint      TEXT NOT NULL     -- of the report without its findings
, renamed_to TEXT REFERENCES report (id));

-- A clock that runs for a report. issued: the day from which it runs, where that was ahead of the report.
CREATE TABLE respond_by (
    report TEXT NOT NULL REFERENCES report (id),
    number INTEGER NOT NULL,
    clock  TEXT NOT NULL,
    note   TEXT,
    due    TEXT NOT NULL,
    exact  INTEGER NOT NULL,
    rule   TEXT NOT NULL, issued TEXT,
    PRIMARY KEY (report, number)
) WITHOUT ROWID;

CREATE TABLE grade (
    report       TEXT NOT NULL REFERENCES report (id),
    position     INTEGER NOT NULL,
    area         TEXT NOT NULL,
    grade        TEXT,
    note         TEXT,
    comparable   INTEGER,
    carried_from TEXT,
    section      TEXT,
    opening      TEXT,
    PRIMARY KEY (report, position)
) WITHOUT ROWID;

-- acts: whether the words that name who is to act mean the force: 'force' or 'other'; acts_why: why.
-- voice: whether the inspectorate asked for it or criticised it: asked or criticised.
-- renamed_to: what an id that is used no more was changed into.
CREATE TABLE finding (
    id                 TEXT PRIMARY KEY,
    report             TEXT NOT NULL REFERENCES report (id),
    position           INTEGER NOT NULL,
    kind               TEXT NOT NULL,
    title              TEXT NOT NULL,
    requirement        TEXT NOT NULL,
    area               TEXT,
    themes             TEXT NOT NULL,  -- JSON list
    addressed_to       TEXT NOT NULL,
    issued             TEXT,
    national_reference TEXT,
    parent             TEXT REFERENCES finding (id),
    same_as            TEXT,
    note               TEXT,
    section            TEXT,
    opening            TEXT,
    added_at           TEXT NOT NULL,
    withdrawn_at       TEXT,
    fingerprint        TEXT NOT NULL
, voice TEXT NOT NULL DEFAULT 'asked', acts TEXT, acts_why TEXT, renamed_to TEXT REFERENCES finding (id));
CREATE INDEX finding_report ON finding (report, position);
CREATE INDEX finding_parent ON finding (parent) WHERE parent IS NOT NULL;

CREATE TABLE theme (
    theme   TEXT NOT NULL,
    finding TEXT NOT NULL REFERENCES finding (id),
    PRIMARY KEY (theme, finding)
) WITHOUT ROWID;

CREATE TABLE part (
    finding     TEXT NOT NULL REFERENCES finding (id),
    letter      TEXT NOT NULL,
    requirement TEXT NOT NULL,
    PRIMARY KEY (finding, letter)
) WITHOUT ROWID;

-- A deadline in the inspectorate's words, and what they mean.
-- acts: as in finding; formerly: JSON list, its words before they were corrected.
CREATE TABLE deadline (
    finding   TEXT NOT NULL REFERENCES finding (id),
    number    INTEGER NOT NULL,        -- 1…n in the order of the register
    phrase    TEXT NOT NULL,
    requires  TEXT,
    condition TEXT,
    due_to    TEXT,                    -- whose deadline, when not the force's
    kind      TEXT NOT NULL,           -- relative, absolute, immediate, urgent, recurring
    due       TEXT,
    exact     INTEGER NOT NULL,
    rule      TEXT NOT NULL,           -- how the date follows from the words, in a sentence
    recurs    TEXT,                    -- RRULE
    anchor    TEXT NOT NULL,           -- the day from which the words count
    anchor_source TEXT NOT NULL, acts TEXT, formerly TEXT,
    PRIMARY KEY (finding, number)
) WITHOUT ROWID;

-- `finding` raises again what `earlier` raised.
CREATE TABLE link (
    finding TEXT NOT NULL REFERENCES finding (id),
    earlier TEXT NOT NULL REFERENCES finding (id),
    PRIMARY KEY (finding, earlier)
) WITHOUT ROWID;
CREATE INDEX link_earlier ON link (earlier);

-- What a later report says of an earlier finding.
CREATE TABLE follow_up (
    report   TEXT NOT NULL REFERENCES report (id),
    position INTEGER NOT NULL,
    finding  TEXT NOT NULL REFERENCES finding (id),
    verdict  TEXT NOT NULL,
    summary  TEXT NOT NULL,
    section  TEXT,
    opening  TEXT,
    PRIMARY KEY (report, position)
) WITHOUT ROWID;
CREATE INDEX follow_up_finding ON follow_up (finding);

-- What a report or finding said until a load changed it; the present wording stands above.
CREATE TABLE earlier_version (
    item     TEXT NOT NULL,            -- id of the finding or report
    until    TEXT NOT NULL,            -- when the load replaced it
    load     INTEGER NOT NULL REFERENCES load (id),
    withdrawn INTEGER NOT NULL,        -- whether it was withdrawn in that time
    content  TEXT NOT NULL,            -- JSON
    PRIMARY KEY (item, load)
) WITHOUT ROWID;

-- What the force recorded. Rows are added and never changed; a correction is a further row.
-- learned_at: when an entry of another journal was taken in; NULL for our own. What was known on a day
-- goes by it (known_at): the other journal's clock proves nothing here.
-- phrase, requires: the words of the deadline that it names, which tell the one meant, whatever its number.
-- occurrence: which time of a recurring deadline.
-- login: under which it was shared at a hub.
CREATE TABLE entry (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    uid           TEXT NOT NULL UNIQUE,      -- the same in every copy of the journal
    finding       TEXT REFERENCES finding (id),
    report        TEXT REFERENCES report (id),
    kind          TEXT NOT NULL,             -- progress, target, extension, assignment, …
    deadline      INTEGER,                   -- which deadline, when one of several
    part          TEXT,                      -- which lettered part
    status        TEXT,
    note          TEXT,
    reason        TEXT,
    owner         TEXT,
    due           TEXT,                      -- the date of a target or an extension
    agreed_by     TEXT,
    review_on     TEXT,
    closed_by     TEXT,
    superseded_by TEXT REFERENCES finding (id),
    corrects      TEXT REFERENCES entry (uid),
    evidence      TEXT NOT NULL DEFAULT '[]',-- JSON: place, sha256 and size of each piece
    by_post       TEXT,
    true_on       TEXT NOT NULL,             -- the day on which it was true
    recorded_at   TEXT NOT NULL,             -- UTC, when it was recorded
    previous      TEXT NOT NULL,             -- hash of the entry before
    hash          TEXT NOT NULL UNIQUE
, learned_at TEXT, known_at TEXT GENERATED ALWAYS AS (coalesce(learned_at, recorded_at)) VIRTUAL, phrase TEXT, requires TEXT, occurrence TEXT, login TEXT);
CREATE INDEX entry_finding ON entry (finding, true_on, number);
CREATE INDEX entry_report ON entry (report) WHERE report IS NOT NULL;
CREATE INDEX entry_corrects ON entry (corrects) WHERE corrects IS NOT NULL;
CREATE INDEX entry_true_on ON entry (true_on);
CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry BEGIN
    SELECT RAISE (ABORT, 'the journal is append-only: record a correction instead');
END;
CREATE TRIGGER entry_is_not_removed BEFORE DELETE ON entry BEGIN
    SELECT RAISE (ABORT, 'the journal is append-only: record a correction instead');
END;

-- Where each finding stands, from the register and the whole journal.
-- reopened_by: the later report that put it back to open; NULL once it is complete or has ended again.
-- review_due: on hold and the force's own: the review date, past which the finding is overdue again.
CREATE TABLE standing (
    finding       TEXT PRIMARY KEY REFERENCES finding (id),
    status        TEXT NOT NULL,
    open          INTEGER NOT NULL,
    since         TEXT NOT NULL,       -- the day from which the status holds
    owner         TEXT,
    reason        TEXT,
    review_on     TEXT,
    closed_by     TEXT,
    superseded_by TEXT,
    last_on       TEXT,                -- the day of the force's last entry
    last_note     TEXT,
    next_due      TEXT,                -- the earliest date that still counts
    needs_target  INTEGER NOT NULL,    -- open, for the force, and without any date
    parts_met     TEXT NOT NULL        -- JSON list of letters
, finding_kind TEXT NOT NULL DEFAULT '', withdrawn INTEGER NOT NULL DEFAULT 0, reopened_by TEXT, since_exact INTEGER NOT NULL DEFAULT 1, last_note_on TEXT, review_due TEXT) WITHOUT ROWID;
CREATE INDEX standing_owner ON standing (owner) WHERE owner IS NOT NULL;
CREATE INDEX standing_status ON standing (status);
CREATE INDEX standing_needs_target ON standing (finding) WHERE needs_target;

-- Each deadline's current date.
-- missed: the date that had passed unmet when it was moved: what is overdue is overdue since then.
-- occurrence: of a recurring deadline, the earliest unmet time; occurrences: JSON, each time met and when.
CREATE TABLE due (
    finding        TEXT NOT NULL REFERENCES finding (id),
    number         INTEGER NOT NULL,
    due            TEXT,
    original_due   TEXT,
    target         TEXT,
    exact          INTEGER NOT NULL,
    basis          TEXT,               -- inspectorate, extension or target
    times_extended INTEGER NOT NULL,
    why_moved      TEXT,               -- the last extension's reason and who agreed
    met_on         TEXT,
    counts         INTEGER NOT NULL,   -- whether it can be overdue: unmet, open, the force's own
    silent_until   TEXT, original_exact INTEGER NOT NULL DEFAULT 1, missed TEXT, occurrence TEXT, occurrences TEXT NOT NULL DEFAULT '{}',               -- on hold: the review date
    PRIMARY KEY (finding, number)
) WITHOUT ROWID;
CREATE INDEX due_counts ON due (due) WHERE counts;

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;

-- For people who open the file with any SQLite tool.
CREATE VIEW findings AS
    SELECT finding.id, report.title AS report, report.published, finding.kind, finding.title,
           finding.requirement, finding.area, standing.owner, standing.status, standing.next_due
    FROM finding
    JOIN report ON report.id = finding.report
    LEFT JOIN standing ON standing.finding = finding.id
    WHERE finding.withdrawn_at IS NULL;
CREATE VIEW deadlines AS
    SELECT deadline.finding, deadline.number, deadline.phrase, deadline.requires, deadline.rule,
           due.original_due, due.due, due.basis, due.times_extended, due.met_on
    FROM deadline JOIN due USING (finding, number);
CREATE VIEW progress AS
    SELECT number, finding, true_on, kind, status, note, reason, owner, due, by_post, recorded_at
    FROM entry;

CREATE VIRTUAL TABLE "finding_fts" USING FTS5 (
    "id", "title", "requirement", "area", "note",
    tokenize='porter',
    content="finding"
);
CREATE TRIGGER "finding_ai" AFTER INSERT ON "finding" BEGIN
  INSERT INTO "finding_fts" (rowid, "id", "title", "requirement", "area", "note") VALUES (new.rowid, new."id", new."title", new."requirement", new."area", new."note");
END;
CREATE TRIGGER "finding_ad" AFTER DELETE ON "finding" BEGIN
  INSERT INTO "finding_fts" ("finding_fts", rowid, "id", "title", "requirement", "area", "note") VALUES('delete', old.rowid, old."id", old."title", old."requirement", old."area", old."note");
END;
CREATE TRIGGER "finding_au" AFTER UPDATE ON "finding" BEGIN
  INSERT INTO "finding_fts" ("finding_fts", rowid, "id", "title", "requirement", "area", "note") VALUES('delete', old.rowid, old."id", old."title", old."requirement", old."area", old."note");
  INSERT INTO "finding_fts" (rowid, "id", "title", "requirement", "area", "note") VALUES (new.rowid, new."id", new."title", new."requirement", new."area", new."note");
END;

CREATE VIRTUAL TABLE "entry_fts" USING FTS5 (
    "note", "reason",
    tokenize='porter',
    content="entry"
);
CREATE TRIGGER "entry_ai" AFTER INSERT ON "entry" BEGIN
  INSERT INTO "entry_fts" (rowid, "note", "reason") VALUES (new.rowid, new."note", new."reason");
END;
CREATE TRIGGER "entry_ad" AFTER DELETE ON "entry" BEGIN
  INSERT INTO "entry_fts" ("entry_fts", rowid, "note", "reason") VALUES('delete', old.rowid, old."note", old."reason");
END;
CREATE TRIGGER "entry_au" AFTER UPDATE ON "entry" BEGIN
  INSERT INTO "entry_fts" ("entry_fts", rowid, "note", "reason") VALUES('delete', old.rowid, old."note", old."reason");
  INSERT INTO "entry_fts" (rowid, "note", "reason") VALUES (new.rowid, new."note", new."reason");
END;

-- Each message of the overdue report: noted before it is handed over, and what came of it after.
CREATE TABLE message (
    number      INTEGER PRIMARY KEY,
    message_id  TEXT NOT NULL UNIQUE,  -- the header Message-ID
    audience    TEXT NOT NULL,         -- 'officer', or the post whose digest it is
    officer     INTEGER NOT NULL,      -- whether it is the officer's
    day         TEXT NOT NULL,         -- the day it speaks of
    subject     TEXT NOT NULL,
    composed_at TEXT NOT NULL,         -- UTC
    content     BLOB                   -- as it is handed over; NULL once nobody waits for it
);
CREATE INDEX message_day ON message (day);

CREATE TABLE delivery (
    message    INTEGER NOT NULL REFERENCES message (number),
    recipient  TEXT NOT NULL,
    state      TEXT NOT NULL,          -- waiting, handing over, sent, refused, failed, given up
    changed_at TEXT NOT NULL,          -- UTC
    answer     TEXT,                   -- what the server said
    PRIMARY KEY (message, recipient)
) WITHOUT ROWID;
CREATE INDEX delivery_unsent ON delivery (message)
    WHERE state IN ('waiting', 'handing over', 'failed');

-- Which dates a message reminded of, and which step of the back-off that was.
CREATE TABLE reminder (
    item    TEXT NOT NULL,             -- a finding, or a report whose response is due
    number  INTEGER NOT NULL,          -- which of its deadlines
    message INTEGER NOT NULL REFERENCES message (number),
    due     TEXT NOT NULL,
    owner   TEXT,
    step    INTEGER NOT NULL,          -- days after the date; negative before it
    PRIMARY KEY (item, number, message)
) WITHOUT ROWID;
CREATE INDEX finding_same_as ON finding (same_as) WHERE same_as IS NOT NULL;
CREATE INDEX report_published_on ON report (published_on);
CREATE INDEX report_force ON report (force);
CREATE INDEX respond_by_due ON respond_by (due);
CREATE INDEX theme_finding ON theme (finding);
CREATE INDEX standing_counts ON standing (withdrawn, finding_kind, status, open);
CREATE INDEX standing_open ON standing (finding, open, withdrawn) WHERE open AND NOT withdrawn;

-- What boards ask of the journal: few of its entries are of these sorts.
CREATE INDEX entry_moves ON entry (true_on, number) WHERE kind IN ('extension', 'target');
CREATE INDEX entry_corrections ON entry (number) WHERE kind = 'correction';
CREATE INDEX entry_evidence ON entry (true_on, number) WHERE evidence <> '[]';

-- By what each force's file can be known again, so that a load passes over what has not changed.
CREATE TABLE loaded_file (
    force  TEXT PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    alone  INTEGER NOT NULL            -- whether all its links lead to what stands in it
) WITHOUT ROWID;
CREATE INDEX standing_review_due ON standing (review_due) WHERE review_due IS NOT NULL;
CREATE INDEX finding_withdrawn ON finding (withdrawn_at) WHERE withdrawn_at IS NOT NULL;
CREATE VIEW overdue_today AS
    SELECT finding.id AS finding, title, number AS deadline, due, owner, status,
           CAST(julianday(date('now')) - julianday(coalesce(missed, due)) AS INTEGER) AS days_overdue
    FROM due JOIN finding ON finding.id = due.finding JOIN standing ON standing.finding = due.finding
    WHERE counts AND due < date('now') AND (silent_until IS NULL OR silent_until < date('now'))
    UNION ALL SELECT finding.id, title, 0, review_due, owner, status,
           CAST(julianday(date('now')) - julianday(review_due) AS INTEGER)
    FROM standing JOIN finding ON finding.id = standing.finding
    WHERE review_due < date('now') AND NOT EXISTS (
        SELECT 1 FROM due WHERE due.finding = standing.finding AND due.counts AND due.due < date('now'));

-- The same for entries of a journal that did not keep them.
CREATE TABLE entry_words (
    uid      TEXT PRIMARY KEY REFERENCES entry (uid),
    phrase   TEXT NOT NULL,
    requires TEXT
) WITHOUT ROWID;
CREATE INDEX finding_renamed_to ON finding (renamed_to) WHERE renamed_to IS NOT NULL;
CREATE INDEX report_renamed_to ON report (renamed_to) WHERE renamed_to IS NOT NULL;

-- What a connection sees that takes a day or a moment into account; `view.py` puts others before these.
CREATE VIEW seen AS SELECT '~' AS day, '~' AS moment;
CREATE VIEW correction AS SELECT number, uid, corrects, known_at FROM entry WHERE kind = 'correction';

-- The hub's log as this database took it in: one chain for each force.
CREATE TABLE hub_log (
    force  TEXT NOT NULL,
    number INTEGER NOT NULL,           -- its place in the force's log
    uid    TEXT NOT NULL,              -- of an entry: the entry's
    kind   TEXT NOT NULL,              -- entry, merged, kept, load or register
    at     TEXT NOT NULL,              -- UTC, by the hub's clock
    login  TEXT NOT NULL,
    digest TEXT NOT NULL,              -- SHA-256 of what was shared
    hash   TEXT NOT NULL,              -- over all this and the hash before
    body   TEXT,                       -- what was shared, unless it is an entry
    PRIMARY KEY (force, number),
    UNIQUE (force, uid)
) WITHOUT ROWID;
-- What was recorded here and is not shared yet.
CREATE TABLE pending (
    uid     TEXT PRIMARY KEY,
    batch   TEXT NOT NULL,             -- what is shared together or not at all
    place   INTEGER NOT NULL,
    force   TEXT NOT NULL,
    made_at TEXT NOT NULL,             -- UTC, by this computer's clock
    body    TEXT NOT NULL,
    digest  TEXT NOT NULL              -- of all the others
) WITHOUT ROWID;

INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('hmic', 'first', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('hmic', 'mail', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('hmic', 'reopened', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('hmic', 'whole_files', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('hmic', 'learned', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('hmic', 'voice', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('hmic', 'said_of_dates', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('hmic', 'whose', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('hmic', 'history', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('hmic', 'answers', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('hmic', 'seen', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('hmic', 'shared', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
PRAGMA application_id = 1213024579;
PRAGMA user_version = 12;
