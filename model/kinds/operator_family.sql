-- class: pg_opfamily
-- parent: pg_namespace
-- when: SELECT FROM pg_opfamily WHERE oid >= 16384
SELECT f.oid AS oid,
       f.opfnamespace AS parent,
       f.opfname AS name,
       quote_ident(m.amname) AS args,
       pg_get_userbyid(f.opfowner) AS owner
FROM pg_opfamily f
JOIN pg_am m ON m.oid = f.opfmethod
WHERE f.oid >= 16384
  AND NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = 'pg_opfamily'::regclass AND e.objid = f.oid AND e.deptype = 'e')
