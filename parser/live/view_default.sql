-- As model/kinds/column_default.sql, for the columns of views: those are no objects, and views are read behind defaults.
-- kind: default
-- class: pg_attrdef
-- parent: pg_class
-- below: column
-- when: SELECT FROM pg_class WHERE relkind = 'v' AND oid IN (SELECT adrelid FROM pg_attrdef)
SELECT d.oid AS oid,
       d.adrelid AS parent,
       d.adnum AS parent_subid,
       a.attname AS parent_name,
       pg_get_expr(d.adbin, 0) AS expr
FROM pg_attrdef d
JOIN pg_class c ON c.oid = d.adrelid AND c.relkind = 'v'
JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
WHERE d.oid >= 16384
