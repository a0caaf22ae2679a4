-- A default refers to no column, so 0 stands for the relation and the server need not open it.  The expression of a
-- generated column is kept in pg_attrdef too; it belongs to the column.  One list of those columns is quicker than
-- looking up each default's column.  The columns of views have defaults too, and are no objects.
-- class: pg_attrdef
-- parent: pg_class
-- below: column
SELECT d.oid AS oid,
       d.adrelid AS parent,
       d.adnum AS parent_subid,
       CASE WHEN d.adrelid IN (SELECT c.oid FROM pg_class c WHERE c.relkind = 'v')
            THEN (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = d.adrelid AND a.attnum = d.adnum)
       END AS parent_name,
       pg_get_expr(d.adbin, 0) AS expr
FROM pg_attrdef d
WHERE d.oid >= 16384
  AND (d.adrelid, d.adnum) NOT IN
      (SELECT a.attrelid, a.attnum FROM pg_attribute a WHERE a.attgenerated <> '')
