-- Columns, inherited ones included.  Options that begin with pg_ are the server's own.
-- class: pg_class
-- parent: pg_class
SELECT a.attrelid AS oid,
       a.attnum AS subid,
       a.attrelid AS parent,
       a.attname AS name,
       a.attnum AS position,
       NOT a.attislocal AS inherited,
       format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END AS collation,
       a.attnotnull AS not_null,
       CASE WHEN a.attgenerated <> '' THEN
           (SELECT pg_get_expr(d.adbin, d.adrelid)
            FROM pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum)
       END AS generated,
       a.attgenerated = 'v' AS is_virtual,
       CASE WHEN a.attstorage <> t.typstorage THEN
           CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL'
                             WHEN 'm' THEN 'MAIN' WHEN 'x' THEN 'EXTENDED' END
       END AS storage,
-- from 14
       CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
-- end
-- before 14
       NULL AS compression,
-- end
       CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS statistics,
       CASE WHEN cardinality(a.attoptions) > 1 OR a.attoptions[1] !~ '^pg_' THEN
           (SELECT array_agg(o.option) FROM unnest(a.attoptions) AS o (option) WHERE o.option !~ '^pg_')
       END AS options,
       a.attfdwoptions AS foreign_options
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid
JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relkind IN ('r', 'p', 'f')
  AND c.relpersistence <> 't'
  AND c.oid >= 16384
  AND a.attnum > 0
  AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
