"""What each version of the schema changed after the first; `upgrade.py` runs these texts in their order."""

from __future__ import annotations

MAIL = """
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
"""

GROWTH = """
-- The texts that were loaded, so that a load passes over what has not changed.
CREATE TABLE loaded_text (
    digest TEXT PRIMARY KEY,
    force  TEXT NOT NULL,
    report TEXT NOT NULL               -- empty for what stands around the reports
) WITHOUT ROWID;
CREATE INDEX loaded_text_force ON loaded_text (force);
CREATE INDEX finding_same_as ON finding (same_as) WHERE same_as IS NOT NULL;
CREATE INDEX report_published_on ON report (published_on);
CREATE INDEX report_force ON report (force);
CREATE INDEX respond_by_due ON respond_by (due);
CREATE INDEX theme_finding ON theme (finding);
ALTER TABLE standing ADD COLUMN finding_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE standing ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
-- How many findings on the register there are of each kind and status, kept by the two triggers.
CREATE TABLE tally (
    finding_kind TEXT NOT NULL,
    status       TEXT NOT NULL,
    open         INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    PRIMARY KEY (finding_kind, status, open)
) WITHOUT ROWID;
INSERT INTO tally SELECT finding_kind, status, open, count(*) FROM standing WHERE NOT withdrawn
GROUP BY finding_kind, status, open;
CREATE TRIGGER standing_counted AFTER INSERT ON standing WHEN NOT new.withdrawn BEGIN
    INSERT INTO tally VALUES (new.finding_kind, new.status, new.open, 1)
    ON CONFLICT (finding_kind, status, open) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER standing_discounted AFTER DELETE ON standing WHEN NOT old.withdrawn BEGIN
    UPDATE tally SET number = number - 1
    WHERE finding_kind = old.finding_kind AND status = old.status AND open = old.open;
END;
CREATE INDEX standing_open ON standing (finding, open, withdrawn) WHERE open AND NOT withdrawn;
-- What boards ask of the journal: few of its entries are of these sorts.
CREATE INDEX entry_moves ON entry (true_on, number) WHERE kind IN ('extension', 'target');
CREATE INDEX entry_corrections ON entry (number) WHERE kind = 'correction';
CREATE INDEX entry_evidence ON entry (true_on, number) WHERE evidence <> '[]';
"""

REOPENED = """
-- The later report that put a finding back to open; NULL once it is complete or has ended again.
ALTER TABLE standing ADD COLUMN reopened_by TEXT;
"""

WHOLE_FILES = """
DROP TABLE loaded_text;
-- By what each force's file can be known again, so that a load passes over what has not changed.
CREATE TABLE loaded_file (
    force  TEXT PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    alone  INTEGER NOT NULL            -- whether all its links lead to what stands in it
) WITHOUT ROWID;
"""

LEARNED = """
-- The moment at which an entry of another journal was taken in; of our own it is NULL. What was known
-- on a day goes by it: the other journal's clock proves nothing here.
ALTER TABLE entry ADD COLUMN learned_at TEXT;
ALTER TABLE entry ADD COLUMN known_at TEXT GENERATED ALWAYS AS (coalesce(learned_at, recorded_at)) VIRTUAL;
"""

VOICE = """
-- Whether the inspectorate asked for it or criticised it: asked or criticised.
ALTER TABLE finding ADD COLUMN voice TEXT NOT NULL DEFAULT 'asked';
UPDATE finding SET voice = 'criticised' WHERE kind = 'observation';
"""

SAID_OF_DATES = """
ALTER TABLE standing ADD COLUMN since_exact INTEGER NOT NULL DEFAULT 1;
ALTER TABLE standing ADD COLUMN last_note_on TEXT;
-- On hold and the force's own: the review date, past which the finding is overdue again.
ALTER TABLE standing ADD COLUMN review_due TEXT;
CREATE INDEX standing_review_due ON standing (review_due) WHERE review_due IS NOT NULL;
ALTER TABLE due ADD COLUMN original_exact INTEGER NOT NULL DEFAULT 1;
-- The date that had passed unmet when it was moved: what is overdue is overdue since then.
ALTER TABLE due ADD COLUMN missed TEXT;
CREATE INDEX finding_withdrawn ON finding (withdrawn_at) WHERE withdrawn_at IS NOT NULL;
DROP VIEW overdue_today;
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
"""

WHO_ACTS = """
-- Whether the words that name who is to act mean the force: 'force' or 'other', and why.
ALTER TABLE finding ADD COLUMN acts TEXT;
ALTER TABLE finding ADD COLUMN acts_why TEXT;
ALTER TABLE deadline ADD COLUMN acts TEXT;
-- The day from which a clock runs, where that was ahead of the report.
ALTER TABLE respond_by ADD COLUMN issued TEXT;
"""

HISTORY = """
-- The words of the deadline that an entry names: they tell which one is meant, whatever its number is now.
ALTER TABLE entry ADD COLUMN phrase TEXT;
ALTER TABLE entry ADD COLUMN requires TEXT;
ALTER TABLE entry ADD COLUMN occurrence TEXT;           -- which time of a recurring deadline
-- The same for entries of a journal that did not keep them.
CREATE TABLE entry_words (
    uid      TEXT PRIMARY KEY REFERENCES entry (uid),
    phrase   TEXT NOT NULL,
    requires TEXT
) WITHOUT ROWID;
ALTER TABLE deadline ADD COLUMN formerly TEXT;          -- JSON list: its words before they were corrected
ALTER TABLE due ADD COLUMN occurrence TEXT;             -- of a recurring deadline: the earliest unmet time
ALTER TABLE due ADD COLUMN occurrences TEXT NOT NULL DEFAULT '{}';  -- JSON: each time met, and when
-- What an id that is used no more was changed into.
ALTER TABLE finding ADD COLUMN renamed_to TEXT REFERENCES finding (id);
ALTER TABLE report ADD COLUMN renamed_to TEXT REFERENCES report (id);
CREATE INDEX finding_renamed_to ON finding (renamed_to) WHERE renamed_to IS NOT NULL;
CREATE INDEX report_renamed_to ON report (renamed_to) WHERE renamed_to IS NOT NULL;
"""

SEEN = """
DROP TRIGGER standing_counted;
DROP TRIGGER standing_discounted;
DROP TABLE tally;
CREATE INDEX standing_counts ON standing (withdrawn, finding_kind, status, open);
CREATE VIEW seen AS SELECT '~' AS day, '~' AS moment;
CREATE VIEW correction AS SELECT number, uid, corrects, known_at FROM entry WHERE kind = 'correction';
"""

SHARED = """
-- The login at the hub under which an entry was shared.
ALTER TABLE entry ADD COLUMN login TEXT;
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
"""
