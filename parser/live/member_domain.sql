-- kind: domain
SELECT ARRAY['schema', n.nspname] AS parent_key,
       t.typname AS name,
       format_type(t.typbasetype, t.typtypmod) AS type
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'd'
  AND EXISTS (SELECT FROM pg_depend e
              WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid
                AND e.refclassid = 'pg_extension'::regclass AND e.deptype = 'e')
