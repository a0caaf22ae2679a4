-- class: pg_class
-- parent: pg_namespace
-- when: SELECT FROM pg_class WHERE relkind = 'm'
SELECT c.oid AS oid,
       c.relnamespace AS parent,
       c.relname AS name,
       own.columns AS columns,
       own.types AS column_types,
       rtrim(ltrim(pg_get_viewdef(c.oid)), ';') AS query,
       NOT c.relispopulated AS with_no_data,
       c.reloptions AS options,
       (SELECT array_agg(s.setting)
        FROM pg_attribute a
        CROSS JOIN LATERAL (SELECT 'STATISTICS ' || a.attname || '=' || a.attstattarget WHERE a.attstattarget >= 0
-- from 14
                            UNION ALL
                            SELECT 'COMPRESSION ' || a.attname || '=' || CASE a.attcompression WHEN 'p' THEN 'pglz' ELSE 'lz4' END
                            WHERE a.attcompression IN ('p', 'l')
-- end
                            UNION ALL
                            SELECT split_part(o.option, '=', 1) || ' ' || a.attname || '=' || split_part(o.option, '=', 2)
                            FROM unnest(a.attoptions) AS o (option) WHERE o.option !~ '^pg_') s (setting)
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS column_settings,
       (SELECT array_agg('STORAGE ' || a.attname || '=' ||
                         CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL'
                                           WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END)
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND a.attstorage <> t.typstorage) AS column_storage,
       CASE WHEN am.amname <> 'heap' THEN am.amname END AS access_method,
       ts.spcname AS tablespace,
       pg_get_userbyid(c.relowner) AS owner
FROM pg_class c
LEFT JOIN LATERAL (SELECT array_agg(a.attname::text ORDER BY a.attnum) AS columns,
                          array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum) AS types
                   FROM pg_attribute a
                   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) own ON true
LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
WHERE c.relkind = 'm'
  AND c.oid >= 16384
  AND c.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_class'::regclass
                      AND e.deptype = 'e')
