-- A domain's NOT NULL is typnotnull; from version 18 there is a constraint of that meaning too.
-- class: pg_type
-- parent: pg_namespace
SELECT t.oid AS oid,
       t.typnamespace AS parent,
       t.typname AS name,
       format_type(t.typbasetype, t.typtypmod) AS type,
       CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::regcollation::text END AS collation,
       pg_get_expr(t.typdefaultbin, 0) AS default_value,
       t.typnotnull AS not_null,
       pg_get_userbyid(t.typowner) AS owner
FROM pg_type t
JOIN pg_type b ON b.oid = t.typbasetype
WHERE t.typtype = 'd'
  AND t.oid >= 16384
  AND t.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_type'::regclass
                      AND e.deptype = 'e')
