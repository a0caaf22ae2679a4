#!/bin/sh
# synthetic.sh [TABLES]: prints a schema of that many tables (300) of ten columns, each with indexes, a foreign key, a
# check, a policy, a trigger, grants and a comment, a view for every second and a function for every third of them.
set -eu
cat <<'SQL'
CREATE TYPE state AS ENUM ('new', 'active', 'closed');

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END;
$$;
SQL
awk -v tables="${1:-300}" '
function say(format, a, b) { printf format "\n", a, b }
BEGIN {
    for (i = 1; i <= tables; i++) {
        t = sprintf("item_%03d", i)
        before = sprintf("item_%03d", i > 1 ? i - 1 : 1)
        say("\nCREATE TABLE %s (", t)
        say("    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,")
        say("    parent_id bigint REFERENCES %s (id) ON DELETE CASCADE,", before)
        say("    name text NOT NULL,")
        say("    code varchar(40) NOT NULL DEFAULT '"'x'"',")
        say("    amount numeric(12, 2) NOT NULL DEFAULT 0,")
        say("    state state NOT NULL DEFAULT '"'new'"',")
        say("    details jsonb NOT NULL DEFAULT '"'{}'"',")
        say("    owner_id uuid,")
        say("    created_at timestamptz NOT NULL DEFAULT now(),")
        say("    updated_at timestamptz,")
        say("    CONSTRAINT %s_amount_check CHECK (amount >= 0 AND amount < 1000000)", t)
        say(");")
        say("CREATE INDEX %s_parent_idx ON %s (parent_id);", t, t)
        say("CREATE INDEX %s_name_idx ON %s (lower(name)) WHERE state <> '"'closed'"';", t, t)
        say("CREATE UNIQUE INDEX %s_code_idx ON %s (code, owner_id);", t, t)
        say("CREATE TRIGGER %s_touch BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION touch();", t, t)
        say("ALTER TABLE %s ENABLE ROW LEVEL SECURITY;", t)
        say("CREATE POLICY %s_owner ON %s USING (owner_id = nullif(current_setting('"'app.user', true), '')"'::uuid);", t, t)
        say("GRANT SELECT ON %s TO PUBLIC;", t)
        say("COMMENT ON TABLE %s IS '"'Items of sort %s'"';", t, i)
        if (i % 2 == 0)
            say("CREATE VIEW %s_open AS SELECT id, name, amount FROM %s WHERE state <> '"'closed'"';", t, t)
        if (i % 3 == 0) {
            say("CREATE FUNCTION %s_total(owner uuid) RETURNS numeric LANGUAGE sql STABLE AS $$", t)
            say("    SELECT coalesce(sum(amount), 0) FROM %s WHERE owner_id = owner", t)
            say("$$;")
        }
    }
}'
