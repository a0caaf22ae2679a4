-- pg_get_viewdef begins with a blank and ends with a semicolon.
-- class: pg_class
-- parent: pg_namespace
SELECT c.oid AS oid,
       c.relnamespace AS parent,
       c.relname AS name,
       (SELECT array_agg(a.attname::text ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
       rtrim(ltrim(pg_get_viewdef(c.oid)), ';') AS query,
       c.reloptions AS options,
       pg_get_userbyid(c.relowner) AS owner
FROM pg_class c
WHERE c.relkind = 'v'
  AND c.relpersistence <> 't'
  AND c.oid >= 16384
  AND NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
