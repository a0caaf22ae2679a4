-- class: pg_opfamily
-- parent: pg_namespace
-- when: SELECT FROM pg_opfamily WHERE oid >= 16384 AND oid NOT IN (SELECT objid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' AND classid = 'pg_opfamily'::regclass)
SELECT f.oid AS oid,
       f.opfnamespace AS parent,
       f.opfname AS name,
       quote_ident(m.amname) AS args,
       pg_get_userbyid(f.opfowner) AS owner
FROM pg_opfamily f
JOIN pg_am m ON m.oid = f.opfmethod
WHERE f.oid >= 16384
  AND f.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_opfamily'::regclass
                      AND e.deptype = 'e')
