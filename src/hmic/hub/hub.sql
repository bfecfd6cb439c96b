-- What `hmic hub init` makes on a PostgreSQL server, 15 or newer, in the schema hmic.
--
-- One append-only log for each force. `append` is the only way to write into it: it numbers and chains, under the
-- lock of the force's head, so that no reader can ever skip an entry. Nobody but the owner, who cannot log in, has
-- more than SELECT on a table, and no row can be changed or removed by anybody who may not drop the triggers.

CREATE TABLE hmic.hub (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    version integer NOT NULL,           -- of this schema
    id      text NOT NULL,              -- tells one hub from another
    made_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE hmic.force (
    id      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name    text NOT NULL UNIQUE,       -- as the register writes it
    readers name NOT NULL,              -- groups of logins
    writers name NOT NULL
);

-- The end of each force's log. Its row's lock puts writers in an order.
CREATE TABLE hmic.head (
    force  integer PRIMARY KEY REFERENCES hmic.force,
    number bigint NOT NULL DEFAULT 0,
    hash   text NOT NULL DEFAULT repeat('0', 64),
    at     timestamptz NOT NULL DEFAULT '-infinity',
    loaded bigint NOT NULL DEFAULT 0    -- the number of the last load
);

CREATE TABLE hmic.record (
    force    integer NOT NULL REFERENCES hmic.force,
    number   bigint NOT NULL,
    uid      text NOT NULL,
    kind     text NOT NULL CHECK (kind IN ('entry', 'merged', 'kept', 'load', 'register')),
    subjects text[] NOT NULL,           -- the ids that it is about
    body     text NOT NULL,
    at       text NOT NULL,             -- this server's clock, UTC, never going back
    login    text NOT NULL,
    hash     text NOT NULL,
    PRIMARY KEY (force, number),
    UNIQUE (force, uid)
);

-- Which computer sends a force's reminders.
CREATE TABLE hmic.mailer (
    force    integer PRIMARY KEY REFERENCES hmic.force,
    computer text NOT NULL,
    name     text NOT NULL,
    login    text NOT NULL,
    since    timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION hmic.unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only: record a correction instead' USING ERRCODE = 'HM009';
END $$;
CREATE TRIGGER unchanging BEFORE UPDATE OR DELETE ON hmic.record
    FOR EACH ROW EXECUTE FUNCTION hmic.unchanging();
CREATE TRIGGER untruncated BEFORE TRUNCATE ON hmic.record
    FOR EACH STATEMENT EXECUTE FUNCTION hmic.unchanging();

ALTER TABLE hmic.force ENABLE ROW LEVEL SECURITY;
ALTER TABLE hmic.head ENABLE ROW LEVEL SECURITY;
ALTER TABLE hmic.record ENABLE ROW LEVEL SECURITY;
ALTER TABLE hmic.mailer ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON hmic.force FOR SELECT USING (
    pg_has_role(session_user, readers, 'MEMBER') OR pg_has_role(session_user, writers, 'MEMBER'));
CREATE POLICY own ON hmic.head FOR SELECT USING (force IN (SELECT id FROM hmic.force));
CREATE POLICY own ON hmic.record FOR SELECT USING (force IN (SELECT id FROM hmic.force));
CREATE POLICY own ON hmic.mailer FOR SELECT USING (force IN (SELECT id FROM hmic.force));

-- The force's head, locked until the caller's transaction ends, once the caller is known to be one of its writers.
CREATE FUNCTION hmic.lock_head(wanted integer) RETURNS hmic.head
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found hmic.head;
BEGIN
    IF NOT EXISTS (SELECT FROM hmic.force AS f
        WHERE f.id = wanted AND pg_has_role(session_user, f.writers, 'MEMBER')) THEN
        RAISE EXCEPTION 'not a writer' USING ERRCODE = 'HM001';
    END IF;
    SELECT * INTO STRICT found FROM hmic.head AS h WHERE h.force = wanted FOR UPDATE;
    RETURN found;
END $$;

-- Adds records, all of them or none, and gives everything after `seen`.
--
-- The same uids again give the same answer and add nothing. HM001: the login may not write here. HM002: a uid is
-- there with other content. HM003: the caller's log does not lead up to this one. HM004: something the caller
-- `looked` at has changed since, or the register was loaded. HM005: the caller's clock is more than a day off.
CREATE FUNCTION hmic.append(
    client integer, wanted integer, seen bigint, seen_hash text, looked text[], clock timestamptz, records jsonb
) RETURNS SETOF hmic.record
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    head hmic.head;
    one jsonb;
    known integer;
    moment text;
    own text;
BEGIN
    IF client <> (SELECT version FROM hmic.hub) THEN
        RAISE EXCEPTION 'version' USING ERRCODE = 'HM008';
    END IF;
    head := hmic.lock_head(wanted);
    SELECT count(*) INTO known FROM hmic.record AS r JOIN jsonb_array_elements(records) AS given
        ON r.uid = given ->> 'uid' WHERE r.force = wanted;
    IF known > 0 THEN
        IF known < jsonb_array_length(records) OR EXISTS (
            SELECT FROM hmic.record AS r JOIN jsonb_array_elements(records) AS given ON r.uid = given ->> 'uid'
            WHERE r.force = wanted AND r.body <> given ->> 'body') THEN
            RAISE EXCEPTION 'different content' USING ERRCODE = 'HM002';
        END IF;
        RETURN QUERY SELECT * FROM hmic.record AS r WHERE r.force = wanted AND r.number > seen ORDER BY r.number;
        RETURN;
    END IF;
    IF seen > head.number OR seen_hash IS DISTINCT FROM coalesce(
        (SELECT r.hash FROM hmic.record AS r WHERE r.force = wanted AND r.number = seen), repeat('0', 64)) THEN
        RAISE EXCEPTION 'unknown head' USING ERRCODE = 'HM003';
    END IF;
    IF head.loaded > seen OR EXISTS (SELECT FROM hmic.record AS r
        WHERE r.force = wanted AND r.number > seen AND (looked IS NULL OR r.subjects && looked)) THEN
        RAISE EXCEPTION 'changed' USING ERRCODE = 'HM004';
    END IF;
    IF abs(extract(epoch FROM clock_timestamp() - clock)) > 86400 THEN
        RAISE EXCEPTION 'clock' USING ERRCODE = 'HM005',
            DETAIL = to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
    END IF;
    FOR one IN SELECT value FROM jsonb_array_elements(records) WITH ORDINALITY AS g (value, place) ORDER BY place LOOP
        head.number := head.number + 1;
        head.at := greatest(clock_timestamp(), head.at + interval '1 microsecond');
        moment := to_char(head.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
        own := encode(sha256(convert_to(one ->> 'body', 'UTF8')), 'hex');
        head.hash := encode(sha256(convert_to(concat_ws(E'\n', head.hash, head.number, one ->> 'uid', one ->> 'kind',
            moment, own, session_user), 'UTF8')), 'hex');
        IF one ->> 'kind' IN ('load', 'register') THEN
            head.loaded := head.number;
        END IF;
        INSERT INTO hmic.record VALUES (wanted, head.number, one ->> 'uid', one ->> 'kind',
            ARRAY(SELECT jsonb_array_elements_text(one -> 'subjects')), one ->> 'body', moment, session_user, head.hash);
    END LOOP;
    UPDATE hmic.head AS h SET number = head.number, hash = head.hash, at = head.at, loaded = head.loaded
        WHERE h.force = wanted;
    RETURN QUERY SELECT * FROM hmic.record AS r WHERE r.force = wanted AND r.number > seen ORDER BY r.number;
END $$;

-- Says which computer sends a force's reminders: the first that asks, or with `take` the one that asks now.
CREATE FUNCTION hmic.mail_from(wanted integer, asking text, called text, take boolean) RETURNS hmic.mailer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found hmic.mailer;
BEGIN
    PERFORM hmic.lock_head(wanted);
    INSERT INTO hmic.mailer AS m VALUES (wanted, asking, called, session_user)
        ON CONFLICT (force) DO UPDATE SET computer = asking, name = called, login = session_user, since = now()
        WHERE take AND m.computer <> asking;
    SELECT * INTO STRICT found FROM hmic.mailer AS m WHERE m.force = wanted;
    RETURN found;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA hmic FROM PUBLIC;
