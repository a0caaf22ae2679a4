-- below: column
-- Comments on whatever was read before; 2200 is schema public (PG_PUBLIC_NAMESPACE, catalog/pg_namespace.dat), which
-- initdb made.  An extension brings its comment along.
SELECT d.classoid AS parent_class,
       d.objoid AS parent,
       d.objsubid AS parent_subid,
       a.attname AS parent_name,
       d.classoid = 'pg_extension'::regclass AS implied,
       d.description AS text
FROM (SELECT * FROM pg_description WHERE objoid >= 16384
      UNION ALL
      SELECT * FROM pg_description WHERE objoid = 2200 AND classoid = 'pg_namespace'::regclass) d
LEFT JOIN pg_attribute a
    ON a.attrelid = d.objoid AND a.attnum = d.objsubid AND d.classoid = 'pg_class'::regclass AND d.objsubid > 0
