-- kind: definition
SELECT ARRAY['schema', n.nspname, 'base type', t.typname] AS parent_key,
       nullif(t.typcategory, 'U') AS category,
       t.typispreferred AS preferred,
       t.typcollation <> 0 AS collatable
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'b'
  AND t.typcategory <> 'A'
  AND EXISTS (SELECT FROM pg_depend e
              WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid
                AND e.refclassid = 'pg_extension'::regclass AND e.deptype = 'e')
