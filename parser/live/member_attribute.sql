-- kind: attribute
SELECT ARRAY['schema', n.nspname, 'composite type', t.typname] AS parent_key,
       a.attname AS name,
       a.attnum AS position,
       format_type(a.atttypid, a.atttypmod) AS type
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN pg_class c ON c.oid = t.typrelid
JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind = 'c'
  AND a.attnum > 0
  AND NOT a.attisdropped
  AND EXISTS (SELECT FROM pg_depend e
              WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid
                AND e.refclassid = 'pg_extension'::regclass AND e.deptype = 'e')
