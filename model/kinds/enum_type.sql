-- class: pg_type
-- parent: pg_namespace
SELECT t.oid AS oid,
       t.typnamespace AS parent,
       t.typname AS name,
       (SELECT array_agg(l.enumlabel::text ORDER BY l.enumsortorder)
        FROM pg_enum l WHERE l.enumtypid = t.oid) AS labels,
       pg_get_userbyid(t.typowner) AS owner
FROM pg_type t
WHERE t.typtype = 'e'
  AND t.oid >= 16384
  AND t.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_type'::regclass
                      AND e.deptype = 'e')
