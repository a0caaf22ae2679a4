-- A default refers to no column, so 0 stands for the relation and the server need not open it.  The expression of a
-- generated column is kept in pg_attrdef too; it belongs to the column.  One list of those columns is quicker than
-- looking up each default's column.
-- class: pg_attrdef
-- parent: pg_class
SELECT d.oid AS oid,
       d.adrelid AS parent,
       d.adnum AS parent_subid,
       pg_get_expr(d.adbin, 0) AS expr
FROM pg_attrdef d
WHERE d.oid >= 16384
  AND (d.adrelid, d.adnum) NOT IN
      (SELECT a.attrelid, a.attnum FROM pg_attribute a WHERE a.attgenerated <> '')
