-- pg_get_viewdef begins with a blank and ends with a semicolon.
-- class: pg_class
-- parent: pg_namespace
SELECT c.oid AS oid,
       c.relnamespace AS parent,
       c.relname AS name,
       own.columns AS columns,
       own.types AS column_types,
       rtrim(ltrim(pg_get_viewdef(c.oid)), ';') AS query,
       c.reloptions AS options,
       pg_get_userbyid(c.relowner) AS owner
FROM pg_class c
LEFT JOIN LATERAL (SELECT array_agg(a.attname::text ORDER BY a.attnum) AS columns,
                          array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum) AS types
                   FROM pg_attribute a
                   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) own ON true
WHERE c.relkind = 'v'
  AND c.relpersistence <> 't'
  AND c.oid >= 16384
  AND c.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_class'::regclass
                      AND e.deptype = 'e')
