-- Types that extensions brought; what analysis wants to know of them is in member_definition.sql.
-- kind: base type
SELECT ARRAY['schema', n.nspname] AS parent_key,
       t.typname AS name
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'b'
  AND t.typcategory <> 'A'
  AND EXISTS (SELECT FROM pg_depend e
              WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid
                AND e.refclassid = 'pg_extension'::regclass AND e.deptype = 'e')
