CREATE TABLE kinds (
    name TEXT NOT NULL PRIMARY KEY,
    append_only INTEGER NOT NULL CHECK (append_only IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE records (
    kind TEXT NOT NULL REFERENCES kinds (name),
    id TEXT NOT NULL,
    owner TEXT NOT NULL,
    state TEXT NOT NULL,
    label TEXT NOT NULL,
    due INTEGER,
    revision INTEGER NOT NULL CHECK (revision > 0),
    body TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT;

CREATE INDEX records_due ON records (kind, state, due, id) WHERE due IS NOT NULL;
CREATE INDEX records_owner ON records (kind, owner, id);
CREATE INDEX records_state ON records (kind, state, id);

CREATE TRIGGER records_are_not_changed BEFORE UPDATE ON records
WHEN (SELECT append_only FROM kinds WHERE name = OLD.kind) = 1
BEGIN
    SELECT RAISE (ABORT, 'records of this kind are only added');
END;

CREATE TRIGGER records_are_not_removed BEFORE DELETE ON records
WHEN (SELECT append_only FROM kinds WHERE name = OLD.kind) = 1
BEGIN
    SELECT RAISE (ABORT, 'records of this kind are only added');
END;
