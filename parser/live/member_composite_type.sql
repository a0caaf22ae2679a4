-- kind: composite type
SELECT ARRAY['schema', n.nspname] AS parent_key,
       t.typname AS name,
       (SELECT array_agg(a.attname::text ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS attributes
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN pg_class c ON c.oid = t.typrelid
WHERE c.relkind = 'c'
  AND EXISTS (SELECT FROM pg_depend e
              WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid
                AND e.refclassid = 'pg_extension'::regclass AND e.deptype = 'e')
