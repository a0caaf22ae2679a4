-- Composite types that a statement made: the row type of a table or a view is part of that.
-- class: pg_type
-- parent: pg_namespace
-- when: SELECT FROM pg_class WHERE relkind = 'c' AND oid >= 16384
SELECT t.oid AS oid,
       t.typnamespace AS parent,
       t.typname AS name,
       (SELECT array_agg(a.attname::text ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS attributes,
       pg_get_userbyid(t.typowner) AS owner
FROM pg_class c
JOIN pg_type t ON t.oid = c.reltype
WHERE c.relkind = 'c'
  AND c.oid >= 16384
  AND t.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_type'::regclass
                      AND e.deptype = 'e')
