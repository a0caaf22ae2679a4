-- What is there before the statements of statements.sql.
CREATE SCHEMA app;
CREATE ROLE hazard_reader;
CREATE TYPE app.mood AS ENUM ('sad', 'glad');
CREATE DOMAIN app.plain AS text;
CREATE DOMAIN app.positive AS integer CHECK (VALUE > 0);
CREATE TABLE app.users (
    id integer PRIMARY KEY,
    email text,
    name character varying(20),
    code character varying(20),
    price numeric(10,2),
    seen timestamp with time zone,
    note text,
    level app.positive,
    proved integer,
    CONSTRAINT proved_check CHECK (proved IS NOT NULL)
);
CREATE TABLE app.orders (id integer PRIMARY KEY, user_id integer, total integer, state text);
CREATE TABLE app.items (
    id integer PRIMARY KEY,
    order_id integer CONSTRAINT items_order REFERENCES app.orders (id),
    kind text
);
ALTER TABLE app.items ADD CONSTRAINT items_kind CHECK (kind <> '') NOT VALID;
CREATE TABLE app.parent (a integer, b text);
CREATE TABLE app.child (c integer) INHERITS (app.parent);
CREATE TABLE app.events (id integer, at date) PARTITION BY RANGE (at);
CREATE TABLE app.events_old PARTITION OF app.events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE app.events_rest PARTITION OF app.events DEFAULT;
CREATE TABLE app.events_next (id integer, at date);
CREATE TABLE app.logs (user_id integer) PARTITION BY LIST (user_id);
CREATE TABLE app.logs_1 PARTITION OF app.logs (CONSTRAINT logs_user FOREIGN KEY (user_id) REFERENCES app.users (id)) FOR VALUES IN (1);
CREATE TABLE app.identity (id integer GENERATED ALWAYS AS IDENTITY, other integer NOT NULL);
CREATE SEQUENCE app.numbers;
CREATE INDEX orders_state ON app.orders (state);
CREATE UNIQUE INDEX orders_total ON app.orders (total);
CREATE VIEW app.people WITH (security_invoker = true) AS SELECT id, email FROM app.users;
CREATE MATERIALIZED VIEW app.counted AS SELECT count(*) AS count FROM app.users;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE POLICY own ON app.users USING (id = 1);
CREATE RULE quiet AS ON DELETE TO app.orders DO INSTEAD NOTHING;
CREATE PUBLICATION feed FOR TABLE app.orders;
INSERT INTO app.users (id, email, name, proved) VALUES (1, 'a', 'n', 1);
INSERT INTO app.orders VALUES (1, 1, 1, 'new');
INSERT INTO app.items VALUES (1, 1, 'x');
INSERT INTO app.logs VALUES (1);
CREATE TABLE app.visits (id integer PRIMARY KEY, user_id integer REFERENCES app.users, came timestamp, went timestamp, left_at timestamp);
CREATE INDEX visits_left_at ON app.visits (id, left_at);
CREATE FUNCTION app.visited() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER visited BEFORE INSERT ON app.visits FOR EACH ROW EXECUTE FUNCTION app.visited();
